"""Images, audio and video players, maps, and QR codes."""

"""Pictures, players of sound and film, maps, and QR codes."""

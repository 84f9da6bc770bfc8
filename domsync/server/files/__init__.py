"""Files in both directions: uploads, downloads, and pictures from memory."""

"""Files in and out: uploads, one-time downloads, and images from memory."""

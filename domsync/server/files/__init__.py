"""Files in and out: what browsers send, what they fetch once, and pictures from memory."""

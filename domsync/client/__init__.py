"""The browser's ES modules: written to be read, served without their comments, no build step. No Python is here."""

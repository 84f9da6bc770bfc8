"""The browser's ES modules, served as they are, without a build step. There is no Python here but this line."""

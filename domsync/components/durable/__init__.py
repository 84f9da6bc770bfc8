"""Saving the state of components, and components that continue with it: in another process, or after a sleep."""

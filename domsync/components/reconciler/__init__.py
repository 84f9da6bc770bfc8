"""Reconciliation of VNodes with the live tree: mount, compare, patch, hide and unmount, and when each of these
happens.
"""

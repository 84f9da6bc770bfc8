"""Renderings of trees and ops: JavaScript text, wire frames and HTML.

These are the only files of the library that quote or escape.
"""

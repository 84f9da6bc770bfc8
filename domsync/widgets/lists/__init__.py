"""Long lists, logs, trees and boards of items."""

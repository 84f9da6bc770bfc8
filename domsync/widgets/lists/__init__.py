"""Long lists, logs, trees and boards."""

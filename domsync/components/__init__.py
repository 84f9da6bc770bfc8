"""The upper layer: components whose `render()` describes the page, and the comparison that finds the least operations.

It writes to the lower layer's documents only, and knows neither wire nor session nor server.
"""

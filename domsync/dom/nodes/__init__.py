"""The node classes other than elements: Node, ParentNode, ChildNode, Text, Comment, DocumentFragment, Window."""

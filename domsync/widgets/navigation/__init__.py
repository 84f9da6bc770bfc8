"""Navigation: the application's shell, menus, tabs, pagination, and the command palette."""

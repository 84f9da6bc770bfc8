"""Ways through an application: its shell, menus, tabs, pages, and commands found by typing."""

"""Pages of news and of the desk. A view reads the request, asks one question, renders one template."""

"""Pages of news. A view reads the request, asks one question, renders one template."""

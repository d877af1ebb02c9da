"""The only home of Flask: the API and the pages."""

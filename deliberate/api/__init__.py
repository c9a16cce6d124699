"""A JSON API with the services and the policy of the pages, and the tokens that open it to programs."""

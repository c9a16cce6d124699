"""What others show of this site: embeds in their pages, cards of links, and what search engines may list."""

"""What somebody contributed where everybody may read it, and how it fared."""

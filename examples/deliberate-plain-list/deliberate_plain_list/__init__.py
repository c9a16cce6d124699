"""An example of a package beside deliberate: one small thing for each of its doors."""

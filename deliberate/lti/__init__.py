"""Courses of learning platforms linked with classes, by LTI 1.3 with its services. docs/lti.md."""

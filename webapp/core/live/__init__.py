"""The live channel: state as Server-Sent Events, rendered once per change for everybody who looks at the same
view."""

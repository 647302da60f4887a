"""What crosses a border: socket.io, HTTP, the media worker. Models and limits, no acts."""

// The page around this frame, or the one that opened this window, goes on to the course.
const around = window.opener || (window.parent !== window ? window.parent : null);
if (around) around.postMessage({ subject: "campus.done" }, location.origin);

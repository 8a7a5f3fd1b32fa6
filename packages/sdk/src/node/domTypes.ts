/** What the types of all loggers name and only browsers have, so that they are whole in a program without the types of the DOM. */
declare global {
  interface AudioBuffer {}
  interface FileSystemDirectoryHandle {}
  interface MediaStream {}
  interface MediaTrackSettings {}
}

export {};

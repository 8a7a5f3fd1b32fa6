/** How a page comes and goes, as far as a play is concerned. That it is hidden is nothing: music plays on. */
export interface PageLife {
  /**
   * Listens to the page being closed, reloaded or left (it may be kept for the way back), and to it coming back as it was. The returned
   * function stops that.
   */
  follow(listener: (moment: 'left' | 'back') => void): () => void;
}

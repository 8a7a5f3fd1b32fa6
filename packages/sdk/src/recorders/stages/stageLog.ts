/**
 * The lines of a stage or of the whole job. Each is one row of the table of lines, and is printed. What goes with a line may be anything:
 * what JSON has no form for is put into words.
 *
 * @example
 * ```ts
 * stage.log.info('Successfully extracted audio: 45.3 MB', { sample_rate: 16_000 });
 * job.log.warn('No network: what was made is sent later');
 * ```
 */
export interface StageLog {
  /**
   * A detail: in the log of the stage alone.
   *
   * @example
   * ```ts
   * stage.log.debug('Blocks of 30 ms', { block_frames: 480 });
   * ```
   */
  debug(message: string, data?: unknown): void;
  /**
   * Progress: in the log of the stage and in that of the pipeline, as are warnings and errors.
   *
   * @example
   * ```ts
   * stage.log.info('Half of it is done');
   * ```
   */
  info(message: string, data?: unknown): void;
  /**
   * Something is not as it should be. {@link Stage.warn} has it in the manifest too.
   *
   * @example
   * ```ts
   * stage.log.warn('Suboptimal configuration detected');
   * ```
   */
  warn(message: string, data?: unknown): void;
  /**
   * Something went wrong. {@link Stage.error} has it in the manifest too.
   *
   * @example
   * ```ts
   * stage.log.error('Processing failed', { attempt: 3 });
   * ```
   */
  error(message: string, data?: unknown): void;
  /**
   * What a tool wrote, each line of it as a detail.
   *
   * @example
   * ```ts
   * stage.log.output('ffmpeg', 'Input #0, wav, from audio.wav:\n  Duration: 00:00:12.00');
   * ```
   */
  output(tool: string, text: string): void;
}

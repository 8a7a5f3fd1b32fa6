;; The inner loop of the resampler (see resamplerKernel.ts for its law and jsKernel.ts for its twin).
;; Built into resamplerKernelWasm.ts by scripts/buildResamplerKernel.ts.
(module
  (memory (export "memory") 1)
  ;; Addresses and $rowBytes in bytes. $phaseStep = $stepFrames * $phaseCount + $stepPhase.
  (func (export "convolve")
    (param $window i32) (param $coefficients i32) (param $output i32) (param $count i32)
    (param $rowBytes i32) (param $phase i32) (param $phaseCount i32)
    (param $stepBytes i32) (param $stepPhase i32)
    (local $outputEnd i32) (local $x i32) (local $c i32) (local $rowEnd i32)
    (local $a v128) (local $b v128) (local $d v128) (local $e v128)
    (if (i32.eqz (local.get $count)) (then (return)))
    (local.set $outputEnd
      (i32.add (local.get $output) (i32.shl (local.get $count) (i32.const 2))))
    (loop $frames
      (local.set $x (local.get $window))
      (local.set $c
        (i32.add (local.get $coefficients) (i32.mul (local.get $phase) (local.get $rowBytes))))
      (local.set $rowEnd (i32.add (local.get $c) (local.get $rowBytes)))
      (local.set $a (v128.const f32x4 0 0 0 0))
      (local.set $b (v128.const f32x4 0 0 0 0))
      (local.set $d (v128.const f32x4 0 0 0 0))
      (local.set $e (v128.const f32x4 0 0 0 0))
      ;; Sixteen taps a turn in four registers, so that no addition waits for the one before it.
      (loop $taps
        (local.set $a (f32x4.add (local.get $a)
          (f32x4.mul (v128.load align=4 (local.get $x)) (v128.load (local.get $c)))))
        (local.set $b (f32x4.add (local.get $b)
          (f32x4.mul (v128.load offset=16 align=4 (local.get $x)) (v128.load offset=16 (local.get $c)))))
        (local.set $d (f32x4.add (local.get $d)
          (f32x4.mul (v128.load offset=32 align=4 (local.get $x)) (v128.load offset=32 (local.get $c)))))
        (local.set $e (f32x4.add (local.get $e)
          (f32x4.mul (v128.load offset=48 align=4 (local.get $x)) (v128.load offset=48 (local.get $c)))))
        (local.set $x (i32.add (local.get $x) (i32.const 64)))
        (local.set $c (i32.add (local.get $c) (i32.const 64)))
        (br_if $taps (i32.lt_u (local.get $c) (local.get $rowEnd))))
      (local.set $a (f32x4.add
        (f32x4.add (local.get $a) (local.get $b))
        (f32x4.add (local.get $d) (local.get $e))))
      (f32.store (local.get $output)
        (f32.add
          (f32.add (f32x4.extract_lane 0 (local.get $a)) (f32x4.extract_lane 2 (local.get $a)))
          (f32.add (f32x4.extract_lane 1 (local.get $a)) (f32x4.extract_lane 3 (local.get $a)))))
      ;; On to the input frame and the row of the next output frame.
      (local.set $window (i32.add (local.get $window) (local.get $stepBytes)))
      (local.set $phase (i32.add (local.get $phase) (local.get $stepPhase)))
      (if (i32.ge_u (local.get $phase) (local.get $phaseCount))
        (then
          (local.set $phase (i32.sub (local.get $phase) (local.get $phaseCount)))
          (local.set $window (i32.add (local.get $window) (i32.const 4)))))
      (local.set $output (i32.add (local.get $output) (i32.const 4)))
      (br_if $frames (i32.lt_u (local.get $output) (local.get $outputEnd))))))

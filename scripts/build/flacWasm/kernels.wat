;; Three functions of libFLAC 1.3.4 in SIMD, with the parameters of their originals (lpc.c) and the same result bit by bit: every sum has
;; its terms in the same order, and lanes are sums of their own. Nothing is read or written that the originals would not.
;; simdFlacWasm.ts puts their bodies in the place of the originals', so that they may use the memory, and no function or global.
(module
  (import "libflac" "memory" (memory 1))

  ;; FLAC__lpc_window_data: output[i] = input[i] * window[i] for i < $count.
  (func (export "window") (param $input i32) (param $window i32) (param $output i32) (param $count i32)
    (block $few
      (loop $fours
        (br_if $few (i32.lt_u (local.get $count) (i32.const 4)))
        (v128.store align=4 (local.get $output)
          (f32x4.mul (v128.load align=4 (local.get $window)) (f32x4.convert_i32x4_s (v128.load align=4 (local.get $input)))))
        (local.set $input (i32.add (local.get $input) (i32.const 16)))
        (local.set $window (i32.add (local.get $window) (i32.const 16)))
        (local.set $output (i32.add (local.get $output) (i32.const 16)))
        (local.set $count (i32.sub (local.get $count) (i32.const 4)))
        (br $fours)))
    (block $none
      (loop $ones
        (br_if $none (i32.eqz (local.get $count)))
        (f32.store (local.get $output)
          (f32.mul (f32.load (local.get $window)) (f32.convert_i32_s (i32.load (local.get $input)))))
        (local.set $input (i32.add (local.get $input) (i32.const 4)))
        (local.set $window (i32.add (local.get $window) (i32.const 4)))
        (local.set $output (i32.add (local.get $output) (i32.const 4)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $ones))))

  ;; FLAC__lpc_compute_autocorrelation: autoc[l] = sum of data[i] * data[i + l] for l < $lag, i + l < $length, in the order of i.
  ;; Sixteen lags at a time, which are all of them up to level 8. $data follows i, $b is where data[i + l] is for the first of these lags.
  (func (export "autocorrelation") (param $data i32) (param $length i32) (param $lag i32) (param $autoc i32)
    (local $start i32) (local $end i32) (local $a i32) (local $b i32) (local $l i32) (local $width i32) (local $one f32)
    (local $d v128) (local $s0 v128) (local $s1 v128) (local $s2 v128) (local $s3 v128)
    (local.set $start (local.get $data))
    (local.set $end (i32.add (local.get $data) (i32.shl (local.get $length) (i32.const 2))))
    (block $done
      (loop $lags
        (br_if $done (i32.eqz (local.get $lag)))
        (local.set $width (select (local.get $lag) (i32.const 16) (i32.lt_u (local.get $lag) (i32.const 16))))
        (local.set $a (local.get $data))
        (local.set $b (local.get $start))
        (local.set $s0 (v128.const f32x4 0 0 0 0))
        (local.set $s1 (v128.const f32x4 0 0 0 0))
        (local.set $s2 (v128.const f32x4 0 0 0 0))
        (local.set $s3 (v128.const f32x4 0 0 0 0))
        ;; While all sixteen are within the data.
        (block $near
          (loop $samples
            (br_if $near (i32.gt_s (i32.const 64) (i32.sub (local.get $end) (local.get $b))))
            (local.set $d (v128.load32_splat (local.get $a)))
            (local.set $s0 (f32x4.add (local.get $s0) (f32x4.mul (local.get $d) (v128.load align=4 (local.get $b)))))
            (local.set $s1 (f32x4.add (local.get $s1) (f32x4.mul (local.get $d) (v128.load offset=16 align=4 (local.get $b)))))
            (local.set $s2 (f32x4.add (local.get $s2) (f32x4.mul (local.get $d) (v128.load offset=32 align=4 (local.get $b)))))
            (local.set $s3 (f32x4.add (local.get $s3) (f32x4.mul (local.get $d) (v128.load offset=48 align=4 (local.get $b)))))
            (local.set $a (i32.add (local.get $a) (i32.const 4)))
            (local.set $b (i32.add (local.get $b) (i32.const 4)))
            (br $samples)))
        (block $stored
          (f32.store (local.get $autoc) (f32x4.extract_lane 0 (local.get $s0))) (br_if $stored (i32.eq (local.get $width) (i32.const 1)))
          (f32.store offset=4 (local.get $autoc) (f32x4.extract_lane 1 (local.get $s0))) (br_if $stored (i32.eq (local.get $width) (i32.const 2)))
          (f32.store offset=8 (local.get $autoc) (f32x4.extract_lane 2 (local.get $s0))) (br_if $stored (i32.eq (local.get $width) (i32.const 3)))
          (f32.store offset=12 (local.get $autoc) (f32x4.extract_lane 3 (local.get $s0))) (br_if $stored (i32.eq (local.get $width) (i32.const 4)))
          (f32.store offset=16 (local.get $autoc) (f32x4.extract_lane 0 (local.get $s1))) (br_if $stored (i32.eq (local.get $width) (i32.const 5)))
          (f32.store offset=20 (local.get $autoc) (f32x4.extract_lane 1 (local.get $s1))) (br_if $stored (i32.eq (local.get $width) (i32.const 6)))
          (f32.store offset=24 (local.get $autoc) (f32x4.extract_lane 2 (local.get $s1))) (br_if $stored (i32.eq (local.get $width) (i32.const 7)))
          (f32.store offset=28 (local.get $autoc) (f32x4.extract_lane 3 (local.get $s1))) (br_if $stored (i32.eq (local.get $width) (i32.const 8)))
          (f32.store offset=32 (local.get $autoc) (f32x4.extract_lane 0 (local.get $s2))) (br_if $stored (i32.eq (local.get $width) (i32.const 9)))
          (f32.store offset=36 (local.get $autoc) (f32x4.extract_lane 1 (local.get $s2))) (br_if $stored (i32.eq (local.get $width) (i32.const 10)))
          (f32.store offset=40 (local.get $autoc) (f32x4.extract_lane 2 (local.get $s2))) (br_if $stored (i32.eq (local.get $width) (i32.const 11)))
          (f32.store offset=44 (local.get $autoc) (f32x4.extract_lane 3 (local.get $s2))) (br_if $stored (i32.eq (local.get $width) (i32.const 12)))
          (f32.store offset=48 (local.get $autoc) (f32x4.extract_lane 0 (local.get $s3))) (br_if $stored (i32.eq (local.get $width) (i32.const 13)))
          (f32.store offset=52 (local.get $autoc) (f32x4.extract_lane 1 (local.get $s3))) (br_if $stored (i32.eq (local.get $width) (i32.const 14)))
          (f32.store offset=56 (local.get $autoc) (f32x4.extract_lane 2 (local.get $s3))) (br_if $stored (i32.eq (local.get $width) (i32.const 15)))
          (f32.store offset=60 (local.get $autoc) (f32x4.extract_lane 3 (local.get $s3))))
        ;; The last samples have fewer and fewer lags.
        (block $ended
          (loop $samples
            (br_if $ended (i32.ge_u (local.get $b) (local.get $end)))
            (local.set $one (f32.load (local.get $a)))
            (local.set $l (i32.const 0))
            (loop $each
              (f32.store (i32.add (local.get $autoc) (local.get $l))
                (f32.add
                  (f32.load (i32.add (local.get $autoc) (local.get $l)))
                  (f32.mul (local.get $one) (f32.load (i32.add (local.get $b) (local.get $l))))))
              (local.set $l (i32.add (local.get $l) (i32.const 4)))
              (br_if $each
                (i32.and
                  (i32.lt_u (local.get $l) (i32.shl (local.get $width) (i32.const 2)))
                  (i32.lt_u (i32.add (local.get $b) (local.get $l)) (local.get $end)))))
            (local.set $a (i32.add (local.get $a) (i32.const 4)))
            (local.set $b (i32.add (local.get $b) (i32.const 4)))
            (br $samples)))
        (local.set $lag (i32.sub (local.get $lag) (local.get $width)))
        (local.set $autoc (i32.add (local.get $autoc) (i32.const 64)))
        (local.set $start (i32.add (local.get $start) (i32.const 64)))
        (br $lags))))

  ;; FLAC__lpc_compute_residual_from_qlp_coefficients: residual[i] = data[i] - (sum of coefficients[j] * data[i - 1 - j] for j < $order >> $shift),
  ;; for i < $length, in 32 bits. Sixteen at a time, so that a coefficient is loaded once for them; the rest one by one.
  (func (export "residual")
    (param $data i32) (param $length i32) (param $coefficients i32) (param $order i32) (param $shift i32) (param $residual i32)
    (local $last i32) (local $j i32) (local $sum i32)
    (local $c v128) (local $s0 v128) (local $s1 v128) (local $s2 v128) (local $s3 v128) (local $d i32)
    (local.set $last (i32.add (local.get $coefficients) (i32.shl (local.get $order) (i32.const 2))))
    (block $few
      (loop $sixteens
        (br_if $few (i32.lt_s (local.get $length) (i32.const 16)))
        (local.set $s0 (v128.const i32x4 0 0 0 0))
        (local.set $s1 (v128.const i32x4 0 0 0 0))
        (local.set $s2 (v128.const i32x4 0 0 0 0))
        (local.set $s3 (v128.const i32x4 0 0 0 0))
        (local.set $d (local.get $data))
        (local.set $j (local.get $coefficients))
        (block $summed
          (loop $coefficient
            (br_if $summed (i32.eq (local.get $j) (local.get $last)))
            (local.set $d (i32.sub (local.get $d) (i32.const 4)))
            (local.set $c (v128.load32_splat (local.get $j)))
            (local.set $s0 (i32x4.add (local.get $s0) (i32x4.mul (local.get $c) (v128.load align=4 (local.get $d)))))
            (local.set $s1 (i32x4.add (local.get $s1) (i32x4.mul (local.get $c) (v128.load offset=16 align=4 (local.get $d)))))
            (local.set $s2 (i32x4.add (local.get $s2) (i32x4.mul (local.get $c) (v128.load offset=32 align=4 (local.get $d)))))
            (local.set $s3 (i32x4.add (local.get $s3) (i32x4.mul (local.get $c) (v128.load offset=48 align=4 (local.get $d)))))
            (local.set $j (i32.add (local.get $j) (i32.const 4)))
            (br $coefficient)))
        (v128.store align=4 (local.get $residual)
          (i32x4.sub (v128.load align=4 (local.get $data)) (i32x4.shr_s (local.get $s0) (local.get $shift))))
        (v128.store offset=16 align=4 (local.get $residual)
          (i32x4.sub (v128.load offset=16 align=4 (local.get $data)) (i32x4.shr_s (local.get $s1) (local.get $shift))))
        (v128.store offset=32 align=4 (local.get $residual)
          (i32x4.sub (v128.load offset=32 align=4 (local.get $data)) (i32x4.shr_s (local.get $s2) (local.get $shift))))
        (v128.store offset=48 align=4 (local.get $residual)
          (i32x4.sub (v128.load offset=48 align=4 (local.get $data)) (i32x4.shr_s (local.get $s3) (local.get $shift))))
        (local.set $data (i32.add (local.get $data) (i32.const 64)))
        (local.set $residual (i32.add (local.get $residual) (i32.const 64)))
        (local.set $length (i32.sub (local.get $length) (i32.const 16)))
        (br $sixteens)))
    (block $none
      (loop $ones
        (br_if $none (i32.le_s (local.get $length) (i32.const 0)))
        (local.set $sum (i32.const 0))
        (local.set $d (local.get $data))
        (local.set $j (local.get $coefficients))
        (block $summed
          (loop $coefficient
            (br_if $summed (i32.eq (local.get $j) (local.get $last)))
            (local.set $d (i32.sub (local.get $d) (i32.const 4)))
            (local.set $sum (i32.add (local.get $sum) (i32.mul (i32.load (local.get $j)) (i32.load (local.get $d)))))
            (local.set $j (i32.add (local.get $j) (i32.const 4)))
            (br $coefficient)))
        (i32.store (local.get $residual)
          (i32.sub (i32.load (local.get $data)) (i32.shr_s (local.get $sum) (local.get $shift))))
        (local.set $data (i32.add (local.get $data) (i32.const 4)))
        (local.set $residual (i32.add (local.get $residual) (i32.const 4)))
        (local.set $length (i32.sub (local.get $length) (i32.const 1)))
        (br $ones)))))

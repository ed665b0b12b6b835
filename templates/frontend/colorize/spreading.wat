;; What of spreading hints is much work, four numbers at a time: what kriging.js and geodesic.js call.
(module
  (memory (export "memory") 1)

  ;; A row is compared, four pixels at a time, with $count places, from byte $places on. There are ten
  ;; planes of $plane bytes: lightness, around, a, b, texture, reach; everywhere a and b, held a and b. From byte $at to
  ;; $end lies the row in the first; $x is its first pixel's place across, $step from pixel to pixel, $y its place down. A
  ;; place is twelve numbers: x, y; lightness, around, a, b, texture; what it adds to the four sums; how far it is held.
  (func (export "add") (param $at i32) (param $end i32) (param $plane i32) (param $places i32) (param $count i32)
    (param $x f32) (param $step f32) (param $y f32)
    (local $xs v128) (local $steps v128) (local $ys v128) (local $i i32) (local $place i32) (local $last i32)
    (local $lightness v128) (local $around v128) (local $a v128) (local $b v128) (local $texture v128) (local $reach v128)
    (local $everyA v128) (local $everyB v128) (local $heldA v128) (local $heldB v128)
    (local $one v128) (local $other v128) (local $power v128) (local $whole v128) (local $alike v128)
    (local.set $xs (f32x4.add (f32x4.splat (local.get $x))
      (f32x4.mul (f32x4.splat (local.get $step)) (v128.const f32x4 0 1 2 3))))
    (local.set $steps (f32x4.splat (f32.mul (local.get $step) (f32.const 4))))
    (local.set $ys (f32x4.splat (local.get $y)))
    (local.set $last (i32.add (local.get $places) (i32.mul (local.get $count) (i32.const 48))))
    (loop $pixels
      (local.set $lightness (v128.load (local.get $at)))
      (local.set $around (v128.load (local.tee $i (i32.add (local.get $at) (local.get $plane)))))
      (local.set $a (v128.load (local.tee $i (i32.add (local.get $i) (local.get $plane)))))
      (local.set $b (v128.load (local.tee $i (i32.add (local.get $i) (local.get $plane)))))
      (local.set $texture (v128.load (local.tee $i (i32.add (local.get $i) (local.get $plane)))))
      (local.set $reach (v128.load (local.tee $i (i32.add (local.get $i) (local.get $plane)))))
      (local.set $everyA (v128.load (local.tee $i (i32.add (local.get $i) (local.get $plane)))))
      (local.set $everyB (v128.load (local.tee $i (i32.add (local.get $i) (local.get $plane)))))
      (local.set $heldA (v128.load (local.tee $i (i32.add (local.get $i) (local.get $plane)))))
      (local.set $heldB (v128.load (i32.add (local.get $i) (local.get $plane))))
      (local.set $place (local.get $places))
      (loop $each
        ;; How unlike they are.
        (local.set $one (f32x4.sub (local.get $xs) (v128.load32_splat (local.get $place))))
        (local.set $other (f32x4.sub (local.get $ys) (v128.load32_splat offset=4 (local.get $place))))
        (local.set $power (f32x4.sqrt (f32x4.add (f32x4.mul (local.get $one) (local.get $one))
          (f32x4.mul (local.get $other) (local.get $other)))))
        (local.set $one (f32x4.sub (local.get $a) (v128.load32_splat offset=16 (local.get $place))))
        (local.set $other (f32x4.sub (local.get $b) (v128.load32_splat offset=20 (local.get $place))))
        (local.set $power (f32x4.add (local.get $power) (f32x4.sqrt (f32x4.add
          (f32x4.mul (local.get $one) (local.get $one)) (f32x4.mul (local.get $other) (local.get $other))))))
        (local.set $power (f32x4.add (local.get $power) (f32x4.add (f32x4.add
          (f32x4.abs (f32x4.sub (local.get $lightness) (v128.load32_splat offset=8 (local.get $place))))
          (f32x4.abs (f32x4.sub (local.get $around) (v128.load32_splat offset=12 (local.get $place)))))
          (f32x4.abs (f32x4.sub (local.get $texture) (v128.load32_splat offset=24 (local.get $place)))))))
        ;; e to the power of −$power: 2 to a whole power, which the number's bits are given by adding 1.5 · 2^23 to it,
        ;; and to the rest by a polynomial (that of Cephes, exp2f).
        (local.set $power (f32x4.max (f32x4.mul (local.get $power) (v128.const f32x4 -1.4426950 -1.4426950 -1.4426950 -1.4426950)) (v128.const f32x4 -126 -126 -126 -126)))
        (local.set $whole (f32x4.add (local.get $power) (v128.const f32x4 12582912 12582912 12582912 12582912)))
        (local.set $power (f32x4.sub (local.get $power) (f32x4.sub (local.get $whole) (v128.const f32x4 12582912 12582912 12582912 12582912))))
        (local.set $alike (i32x4.add (i32x4.shl (local.get $whole) (i32.const 23))
          (f32x4.add (v128.const f32x4 1 1 1 1) (f32x4.mul (local.get $power)
          (f32x4.add (v128.const f32x4 0.69314720 0.69314720 0.69314720 0.69314720) (f32x4.mul (local.get $power)
          (f32x4.add (v128.const f32x4 0.24022648 0.24022648 0.24022648 0.24022648) (f32x4.mul (local.get $power)
          (f32x4.add (v128.const f32x4 0.05550332 0.05550332 0.05550332 0.05550332) (f32x4.mul (local.get $power)
          (f32x4.add (v128.const f32x4 0.00961844 0.00961844 0.00961844 0.00961844) (f32x4.mul (local.get $power)
          (f32x4.add (v128.const f32x4 0.00133989 0.00133989 0.00133989 0.00133989) (f32x4.mul (local.get $power)
                     (v128.const f32x4 0.00015353 0.00015353 0.00015353 0.00015353)))))))))))))))
        (local.set $everyA (f32x4.add (local.get $everyA)
          (f32x4.mul (local.get $alike) (v128.load32_splat offset=28 (local.get $place)))))
        (local.set $everyB (f32x4.add (local.get $everyB)
          (f32x4.mul (local.get $alike) (v128.load32_splat offset=32 (local.get $place)))))
        (if (f32.ne (f32.load offset=44 (local.get $place)) (f32.const 0)) (then
          (local.set $power (f32x4.mul (local.get $reach) (v128.load32_splat offset=44 (local.get $place))))
          (local.set $one (local.get $alike))
          ;; e to the power of −$power: 2 to a whole power, which the number's bits are given by adding 1.5 · 2^23 to it,
          ;; and to the rest by a polynomial (that of Cephes, exp2f).
          (local.set $power (f32x4.max (f32x4.mul (local.get $power) (v128.const f32x4 -1.4426950 -1.4426950 -1.4426950 -1.4426950)) (v128.const f32x4 -126 -126 -126 -126)))
          (local.set $whole (f32x4.add (local.get $power) (v128.const f32x4 12582912 12582912 12582912 12582912)))
          (local.set $power (f32x4.sub (local.get $power) (f32x4.sub (local.get $whole) (v128.const f32x4 12582912 12582912 12582912 12582912))))
          (local.set $alike (i32x4.add (i32x4.shl (local.get $whole) (i32.const 23))
            (f32x4.add (v128.const f32x4 1 1 1 1) (f32x4.mul (local.get $power)
            (f32x4.add (v128.const f32x4 0.69314720 0.69314720 0.69314720 0.69314720) (f32x4.mul (local.get $power)
            (f32x4.add (v128.const f32x4 0.24022648 0.24022648 0.24022648 0.24022648) (f32x4.mul (local.get $power)
            (f32x4.add (v128.const f32x4 0.05550332 0.05550332 0.05550332 0.05550332) (f32x4.mul (local.get $power)
            (f32x4.add (v128.const f32x4 0.00961844 0.00961844 0.00961844 0.00961844) (f32x4.mul (local.get $power)
            (f32x4.add (v128.const f32x4 0.00133989 0.00133989 0.00133989 0.00133989) (f32x4.mul (local.get $power)
                       (v128.const f32x4 0.00015353 0.00015353 0.00015353 0.00015353)))))))))))))))
          (local.set $alike (f32x4.mul (local.get $alike) (local.get $one)))))
        (local.set $heldA (f32x4.add (local.get $heldA)
          (f32x4.mul (local.get $alike) (v128.load32_splat offset=36 (local.get $place)))))
        (local.set $heldB (f32x4.add (local.get $heldB)
          (f32x4.mul (local.get $alike) (v128.load32_splat offset=40 (local.get $place)))))
        (br_if $each (i32.lt_u (local.tee $place (i32.add (local.get $place) (i32.const 48))) (local.get $last))))
      (v128.store (local.tee $i (i32.add (local.get $i) (local.get $plane))) (local.get $heldB))
      (v128.store (local.tee $i (i32.sub (local.get $i) (local.get $plane))) (local.get $heldA))
      (v128.store (local.tee $i (i32.sub (local.get $i) (local.get $plane))) (local.get $everyB))
      (v128.store (i32.sub (local.get $i) (local.get $plane)) (local.get $everyA))
      (local.set $xs (f32x4.add (local.get $xs) (local.get $steps)))
      (br_if $pixels (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $end)))))

  ;; Solve lower · known = alike in place for four right sides side by side, $count rows of four numbers from byte
  ;; $known; $lower points to the rows of the lower triangle, the inverse of the diagonal last in each. Their squares'
  ;; sums come after the last row.
  (func (export "forward") (param $lower i32) (param $known i32) (param $count i32)
    (local $row i32) (local $end i32) (local $at i32) (local $factor v128)
    (local $one v128) (local $other v128) (local $sumOne v128) (local $sumOther v128)
    (local.set $row (local.get $known))
    (local.set $end (i32.add (local.get $known) (i32.shl (local.get $count) (i32.const 5))))
    (loop $rows
      (local.set $one (v128.load (local.get $row)))
      (local.set $other (v128.load offset=16 (local.get $row)))
      (local.set $at (local.get $known))
      (block $done
        (loop $columns
          (local.set $factor (v128.load64_splat (local.get $lower)))
          (local.set $lower (i32.add (local.get $lower) (i32.const 8)))
          (br_if $done (i32.eq (local.get $at) (local.get $row)))
          (local.set $one (f64x2.sub (local.get $one) (f64x2.mul (local.get $factor) (v128.load (local.get $at)))))
          (local.set $other
            (f64x2.sub (local.get $other) (f64x2.mul (local.get $factor) (v128.load offset=16 (local.get $at)))))
          (local.set $at (i32.add (local.get $at) (i32.const 32)))
          (br $columns)))
      (v128.store (local.get $row) (local.tee $one (f64x2.mul (local.get $one) (local.get $factor))))
      (v128.store offset=16 (local.get $row) (local.tee $other (f64x2.mul (local.get $other) (local.get $factor))))
      (local.set $sumOne (f64x2.add (local.get $sumOne) (f64x2.mul (local.get $one) (local.get $one))))
      (local.set $sumOther (f64x2.add (local.get $sumOther) (f64x2.mul (local.get $other) (local.get $other))))
      (br_if $rows (i32.lt_u (local.tee $row (i32.add (local.get $row) (i32.const 32))) (local.get $end))))
    (v128.store (local.get $end) (local.get $sumOne))
    (v128.store offset=16 (local.get $end) (local.get $sumOther)))

  ;; Of four places side by side, the least change in lightness on a way to them, four numbers a cell from byte $ways:
  ;; to $count cells, by $step from $first on, it leads by the cell $back before each, if that is less than what is
  ;; known. The lightness of each cell is a plane from byte 0.
  (func (export "pass") (param $ways i32) (param $first i32) (param $count i32) (param $back i32) (param $step i32)
    (local $cell i32) (local $way i32) (local $light i32)
    (local.set $cell (local.get $first))
    (loop $next
      (local.set $light (i32.shl (local.get $cell) (i32.const 2)))
      (local.set $way (i32.add (local.get $ways) (i32.shl (local.get $cell) (i32.const 4))))
      (v128.store (local.get $way) (f32x4.min (v128.load (local.get $way)) (f32x4.add
        (v128.load (i32.sub (local.get $way) (i32.shl (local.get $back) (i32.const 4))))
        (f32x4.splat (f32.abs (f32.sub (f32.load (local.get $light))
          (f32.load (i32.sub (local.get $light) (i32.shl (local.get $back) (i32.const 2))))))))))
      (local.set $cell (i32.add (local.get $cell) (local.get $step)))
      (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))))

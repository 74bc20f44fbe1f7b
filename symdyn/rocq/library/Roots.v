(* Where the complex roots of x^2 + c_1 x + c_0 lie; a complex number is a pair of real ones. *)
From Coq Require Import Lra List.
From Symdyn Require Export Signs.
Local Open Scope R_scope.

(* c_0 + z (c_1 + z (... + z)) at z = x + i y *)
Fixpoint at_complex (cs : list R) (x y : R) : R * R :=
  match cs with
  | nil => (1, 0)
  | c :: cs => let (u, v) := at_complex cs x y in (c + (x * u - y * v), x * v + y * u)
  end.
Definition root (cs : list R) (x y : R) : Prop := at_complex cs x y = (0, 0).
Definition all_left (cs : list R) : Prop := forall x y, root cs x y -> x < 0.
Definition all_inside (cs : list R) : Prop := forall x y, root cs x y -> x ^ 2 + y ^ 2 < 1.

Lemma root_two c d x y : root [d; c] x y <-> x ^ 2 - y ^ 2 + c * x + d = 0 /\ y * (2 * x + c) = 0.
Proof.
unfold root; cbn; split.
- intros H; injection H as H1 H2; split; lra.
- intros [H1 H2]; f_equal; lra.
Qed.
Lemma square x : 0 <= x ^ 2. Proof. rewrite <- Rsqr_pow2; apply Rle_0_sqr. Qed.
(* the real roots, or the real part and the square of the imaginary part *)
Lemma two_cases c d : (exists u v, c = - (u + v) /\ d = u * v /\ root [d; c] u 0 /\ root [d; c] v 0) \/
  (exists y, 0 < y ^ 2 /\ d = (c / 2) ^ 2 + y ^ 2 /\ root [d; c] (- (c / 2)) y).
Proof.
destruct (Rle_lt_dec 0 (c ^ 2 - 4 * d)) as [H|H].
- left; set (s := sqrt (c ^ 2 - 4 * d)); assert (S : s * s = c ^ 2 - 4 * d) by (apply sqrt_sqrt; exact H).
  exists ((- c + s) / 2), ((- c - s) / 2); rewrite !root_two; repeat split; lra || nra.
- right; set (s := sqrt (4 * d - c ^ 2)); assert (S : s * s = 4 * d - c ^ 2) by (apply sqrt_sqrt; lra).
  exists (s / 2); rewrite root_two; repeat split; nra || lra.
Qed.
Theorem left_two c d : all_left [d; c] <-> c > 0 /\ d > 0.
Proof.
split.
- intros H; destruct (two_cases c d) as [(u & v & -> & -> & U & V)|(y & Y & -> & Z)].
  + apply H in U; apply H in V; split; nra.
  + apply H in Z; pose proof (square (c / 2)); split; lra.
- intros [Hc Hd] x y R; apply root_two in R; destruct R as [R1 R2]. destruct (Rlt_le_dec x 0) as [|X]; [assumption|exfalso].
  apply Rmult_integral in R2; destruct R2 as [->|R2]; [|lra]. pose proof (square x). nra.
Qed.
Theorem inside_two c d : all_inside [d; c] <-> d - c + 1 > 0 /\ 2 - 2 * d > 0 /\ d + c + 1 > 0.
Proof.
split.
- intros H; destruct (two_cases c d) as [(u & v & -> & -> & U & V)|(y & Y & -> & Z)].
  + apply H in U; apply H in V. assert (- 1 < u < 1) by nra. assert (- 1 < v < 1) by nra. repeat split; nra.
  + apply H in Z. pose proof (square (c / 2 - 1)). pose proof (square (c / 2 + 1)). repeat split; nra.
- intros (A & B & C) x y R; apply root_two in R; destruct R as [R1 R2].
  apply Rmult_integral in R2; destruct R2 as [->|R2]; [|nra].
  assert (E : (1 - x) * (1 - (- c - x)) = d + c + 1) by nra.
  assert (F : (1 + x) * (1 + (- c - x)) = d - c + 1) by nra.
  assert (G : x * (- c - x) = d) by nra.
  set (v := - c - x) in *. assert (- 1 < x < 1); [|nra].
  split; apply Rnot_le_lt; intros X.
  + assert (1 + v < 0) by nra. nra.
  + assert (1 - v < 0) by nra. nra.
Qed.

(* what generated proofs apply *)
Theorem scaled a r b : a = r * b -> r > 0 -> (a > 0 <-> b > 0).
Proof.
intros -> Hr; split; intros H; [|now apply Rmult_gt_0_compat].
apply Rmult_lt_reg_l with r; [exact Hr|]. now rewrite Rmult_0_r.
Qed.
Theorem both_iff (a b c d : Prop) : (a <-> c) -> (b <-> d) -> (a /\ b <-> c /\ d).
Proof. tauto. Qed.
Theorem not_left u v c d : u >= 0 -> v >= 0 -> u > 0 \/ v > 0 -> u * c + v * d <= 0 -> ~ all_left [d; c].
Proof.
intros Hu Hv [P|P] H S; apply left_two in S; destruct S; nra.
Qed.

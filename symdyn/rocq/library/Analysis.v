(* Finite sums, limits and derivatives as functions: a limit or a derivative that does not exist is 0
   here, as 1 / 0 is some number in this library.  What a theorem says of a limit or a derivative is
   proved from Un_cv and derivable_pt_lim of the standard library. *)
From Coq Require Import Lra Lia ClassicalDedekindReals.
From Symdyn Require Export Signs.
Local Open Scope R_scope.

Fixpoint Sum (n : nat) (f : nat -> R) : R :=
  match n with O => 0 | S n => Sum n f + f n end.

Lemma cauchy (u : nat -> R) : ~ ~ (exists l, Un_cv u l) -> Cauchy_crit u.
Proof.
intros H eps He.
set (Q := fun N => forall n m, (n >= N)%nat -> (m >= N)%nat -> R_dist (u n) (u m) < eps).
assert (D : forall N, {~ Q N} + {~ ~ Q N}).
{ intros N; destruct (sig_not_dec (Q N)); [now right|now left]. }
destruct (sig_forall_dec (fun N => ~ Q N) D) as [[N HN]|A].
- exists N; intros n m Hn Hm. destruct (Rlt_le_dec (R_dist (u n) (u m)) eps) as [L|L]; [exact L|].
  exfalso; apply HN; intros HQ; specialize (HQ n m Hn Hm); lra.
- exfalso; apply H; intros [l Hl]; destruct (CV_Cauchy u (exist _ l Hl) eps He) as [N HN].
  apply (A N); intros n m Hn Hm; now apply HN.
Qed.
Definition Lim (u : nat -> R) : R :=
  match sig_not_dec (exists l, Un_cv u l) with
  | left H => proj1_sig (R_complete u (cauchy u H))
  | right _ => 0
  end.
Theorem Lim_is u l : Un_cv u l -> Lim u = l.
Proof.
intros H; unfold Lim; destruct (sig_not_dec _) as [N|N].
- destruct (R_complete u (cauchy u N)) as [l' H']; exact (UL_sequence u l' l H' H).
- exfalso; apply N; now exists l.
Qed.

Definition Der (f : R -> R) (x : R) : R :=
  match sig_not_dec (exists l, derivable_pt_lim f x l) with
  | left _ => Lim (fun n => (f (x + / INR (S n)) - f x) / (/ INR (S n)))
  | right _ => 0
  end.
Theorem Der_is f x l : derivable_pt_lim f x l -> Der f x = l.
Proof.
intros H; unfold Der; destruct (sig_not_dec _) as [_|N]; [|exfalso; apply N; now exists l].
apply Lim_is; intros eps He; destruct (H eps He) as [[d Hd] Hl]; cbn in Hl.
destruct (archimed (/ d)) as [A _]; set (N := Z.to_nat (up (/ d))); exists N; intros n Hn.
assert (P : 0 < / d) by now apply Rinv_0_lt_compat.
assert (B : / d < INR (S n)).
{ apply Rlt_le_trans with (IZR (up (/ d))); [lra|]. rewrite INR_IZR_INZ; apply IZR_le.
  assert (0 <= up (/ d))%Z by (apply le_IZR; lra). unfold N in Hn; lia. }
assert (C : 0 < / INR (S n)) by (apply Rinv_0_lt_compat; lra).
apply Hl; [lra|]. rewrite Rabs_pos_eq by lra.
rewrite <- (Rinv_inv d); apply Rinv_lt_contravar; [|exact B]. apply Rmult_lt_0_compat; lra.
Qed.

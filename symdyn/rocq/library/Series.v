(* Finite sums by antidifferences, and limits of sums whose terms decay geometrically. *)
From Coq Require Import Lra Lia.
From Symdyn Require Export Analysis Powers.
Local Open Scope R_scope.

Theorem Sum_same n f g : (forall i, (i < n)%nat -> f i = g i) -> Sum n f = Sum n g.
Proof. induction n; cbn; intros H; [easy|]; rewrite IHn, H; auto. Qed.
Theorem Sum_steps n f q : (forall i, q (i + 1)%nat - q i = f i) -> Sum n f = q n - q O.
Proof.
induction n; cbn; intros H; [ring|]; rewrite IHn, <- H by auto. rewrite Nat.add_1_r; ring.
Qed.
(* the same where q has the number of terms that are left as well: so no exponent is negative *)
Theorem Sum_both n f (q : nat -> nat -> R) :
  (forall i r, n = (i + r + 1)%nat -> q (i + 1)%nat r - q i (r + 1)%nat = f i) -> Sum n f = q n O - q O n.
Proof.
intros H; rewrite (Sum_same n f (fun i => q (i + 1)%nat (n - (i + 1))%nat - q i (n - i)%nat)).
- enough (E : forall k, (k <= n)%nat ->
    Sum k (fun i => q (i + 1)%nat (n - (i + 1))%nat - q i (n - i)%nat) = q k (n - k)%nat - q O n).
  { rewrite (E n) by lia; now rewrite Nat.sub_diag. }
  induction k; cbn; intros Hk; [rewrite Nat.sub_0_r; ring|]. rewrite IHk by lia. rewrite !Nat.add_1_r; ring.
- intros i Hi; rewrite <- (H i (n - (i + 1))%nat) by lia. now replace (n - (i + 1) + 1)%nat with (n - i)%nat by lia.
Qed.

(* ---- decay *)

Definition Geo (f : nat -> R) : Prop := exists C r, 0 <= C /\ 0 <= r < 1 /\ forall i, Rabs (f i) <= C * r ^ i.
Definition Geo2 (f : nat -> nat -> R) : Prop :=
  exists C r, 0 <= C /\ 0 <= r < 1 /\ forall i j, Rabs (f i j) <= C * (r ^ i * r ^ j).

Lemma geo_zero : Geo (fun _ => 0).
Proof. exists 0, 0; split; [lra|]; split; [lra|]; intros i; rewrite Rabs_R0; lra. Qed.
Lemma geo_base x : - 1 < x -> x < 1 -> Geo (fun i => x ^ i).
Proof.
intros H1 H2; exists 1, (Rabs x); split; [lra|]; split; [split; [apply Rabs_pos|now apply Rabs_def1]|].
intros i; rewrite RPow_abs; lra.
Qed.
Lemma geo_ratio p q : q ^ 2 - p ^ 2 > 0 -> Geo (fun i => (p / q) ^ i).
Proof.
intros H; assert (P : Rabs p < Rabs q) by (apply Rsqr_lt_abs_0; unfold Rsqr; cbn in H; lra).
assert (Q : q <> 0) by (intros ->; rewrite Rabs_R0 in P; pose proof (Rabs_pos p); lra).
exists 1, (Rabs (p / q)); split; [lra|]; split; [split; [apply Rabs_pos|]|intros i; rewrite RPow_abs; lra].
unfold Rdiv; rewrite Rabs_mult, Rabs_inv. apply Rmult_lt_reg_r with (Rabs q); [now apply Rabs_pos_lt|].
rewrite Rmult_assoc, Rinv_l, Rmult_1_r, Rmult_1_l; [exact P|now apply Rabs_no_R0].
Qed.
Lemma geo_plus f g : Geo f -> Geo g -> Geo (fun i => f i + g i).
Proof.
intros (C & r & HC & [r0 r1] & Hf) (D & s & HD & [s0 s1] & Hg). exists (C + D), (Rmax r s).
split; [lra|]; split; [split; [eapply Rle_trans; [exact r0|apply Rmax_l]|now apply Rmax_lub_lt]|]; intros i.
eapply Rle_trans; [apply Rabs_triang|]. rewrite Rmult_plus_distr_r; apply Rplus_le_compat.
- eapply Rle_trans; [apply Hf|]. apply Rmult_le_compat_l; [exact HC|apply pow_incr; split; [exact r0|apply Rmax_l]].
- eapply Rle_trans; [apply Hg|]. apply Rmult_le_compat_l; [exact HD|apply pow_incr; split; [exact s0|apply Rmax_r]].
Qed.
Lemma geo_scale c f : Geo f -> Geo (fun i => c * f i).
Proof.
intros (C & r & HC & Hr & Hf); exists (Rabs c * C), r; split; [apply Rmult_le_pos; [apply Rabs_pos|exact HC]|].
split; [exact Hr|]; intros i; rewrite Rabs_mult, Rmult_assoc; apply Rmult_le_compat_l; [apply Rabs_pos|apply Hf].
Qed.
Lemma geo_mult f g : Geo f -> Geo g -> Geo (fun i => f i * g i).
Proof.
intros (C & r & HC & [r0 r1] & Hf) (D & s & HD & [s0 s1] & Hg). exists (C * D), (r * s).
split; [now apply Rmult_le_pos|]; split; [split; [now apply Rmult_le_pos|]|intros i].
- apply Rle_lt_trans with (r * 1); [apply Rmult_le_compat_l; lra|lra].
- rewrite Rabs_mult, Rpow_mult_distr. replace (C * D * (r ^ i * s ^ i)) with (C * r ^ i * (D * s ^ i)) by ring.
  apply Rmult_le_compat; auto using Rabs_pos.
Qed.
Lemma geo_power f n : Geo f -> Geo (fun i => f i ^ S n).
Proof.
intros H; induction n; [|exact (geo_mult f _ H IHn)].
destruct H as (C & r & HC & Hr & Hf); exists C, r; split; [exact HC|]; split; [exact Hr|]; intros i; cbn; rewrite Rmult_1_r; auto.
Qed.
(* i r^i = r i s^(2 i) with s^2 = r, and i s^i is bounded *)
Lemma geo_index f : Geo f -> Geo (fun i => INR i * f i).
Proof.
intros (C & r & HC & [r0 r1] & Hf).
set (t := (1 + r) / 2); assert (T : 1 / 2 <= t < 1) by (unfold t; lra).
set (s := sqrt t). assert (s0 : 0 < s) by (apply sqrt_lt_R0; lra).
assert (ss : s * s = t) by (apply sqrt_sqrt; lra).
assert (s1 : s < 1) by (unfold s; rewrite <- sqrt_1; apply sqrt_lt_1; lra).
set (d := / s - 1). assert (d0 : 0 < d) by (unfold d; assert (1 < / s) by (rewrite <- Rinv_1; apply Rinv_lt_contravar; lra); lra).
assert (B : forall n, INR n * s ^ n <= / d).
{ intros n. assert (H1 : 1 + INR n * d <= (1 + d) ^ n) by (apply Rfunctions.poly; exact d0).
  replace (1 + d) with (/ s) in H1 by (unfold d; ring). rewrite pow_inv in H1.
  assert (H2 : 0 < s ^ n) by now apply pow_lt.
  apply (Rmult_le_reg_l d); [lra|]. rewrite Rinv_r; [|lra].
  apply Rle_trans with ((1 + INR n * d) * s ^ n).
  - replace (d * (INR n * s ^ n)) with (INR n * d * s ^ n) by ring. apply Rmult_le_compat_r; lra.
  - apply (Rmult_le_compat_r (s ^ n)) in H1; [|lra]. rewrite Rinv_l in H1; lra. }
exists (C * / d), s; split; [apply Rmult_le_pos; [exact HC|left; now apply Rinv_0_lt_compat]|]; split; [lra|]; intros i.
rewrite Rabs_mult, (Rabs_pos_eq (INR i)) by apply pos_INR.
assert (K : r ^ i <= s ^ i * s ^ i).
{ rewrite <- Rpow_mult_distr, ss; apply pow_incr; unfold t; lra. }
assert (P : 0 < s ^ i) by now apply pow_lt.
apply Rle_trans with (INR i * (C * (s ^ i * s ^ i))).
- apply Rmult_le_compat_l; [apply pos_INR|]. eapply Rle_trans; [apply Hf|]. now apply Rmult_le_compat_l.
- replace (INR i * (C * (s ^ i * s ^ i))) with (C * (INR i * s ^ i) * s ^ i) by ring.
  apply Rmult_le_compat_r; [lra|]. now apply Rmult_le_compat_l.
Qed.
Lemma geo2_zero : Geo2 (fun _ _ => 0).
Proof. exists 0, 0; split; [lra|]; split; [lra|]; intros i j; rewrite Rabs_R0; lra. Qed.
Lemma geo2_product c f g : Geo f -> Geo g -> Geo2 (fun i j => c * (f i * g j)).
Proof.
intros (C & r & HC & [r0 r1] & Hf) (D & s & HD & [s0 s1] & Hg). exists (Rabs c * (C * D)), (Rmax r s).
split; [apply Rmult_le_pos; [apply Rabs_pos|now apply Rmult_le_pos]|].
split; [split; [eapply Rle_trans; [exact r0|apply Rmax_l]|now apply Rmax_lub_lt]|]; intros i j.
rewrite !Rabs_mult, Rmult_assoc; apply Rmult_le_compat_l; [apply Rabs_pos|].
replace (C * D * (Rmax r s ^ i * Rmax r s ^ j)) with (C * Rmax r s ^ i * (D * Rmax r s ^ j)) by ring.
apply Rmult_le_compat; auto using Rabs_pos.
- eapply Rle_trans; [apply Hf|]. apply Rmult_le_compat_l; [exact HC|apply pow_incr; split; [exact r0|apply Rmax_l]].
- eapply Rle_trans; [apply Hg|]. apply Rmult_le_compat_l; [exact HD|apply pow_incr; split; [exact s0|apply Rmax_r]].
Qed.
Lemma geo2_plus f g : Geo2 f -> Geo2 g -> Geo2 (fun i j => f i j + g i j).
Proof.
intros (C & r & HC & [r0 r1] & Hf) (D & s & HD & [s0 s1] & Hg). exists (C + D), (Rmax r s).
split; [lra|]; split; [split; [eapply Rle_trans; [exact r0|apply Rmax_l]|now apply Rmax_lub_lt]|]; intros i j.
eapply Rle_trans; [apply Rabs_triang|]. rewrite Rmult_plus_distr_r; apply Rplus_le_compat.
- eapply Rle_trans; [apply Hf|]. apply Rmult_le_compat_l; [exact HC|].
  apply Rmult_le_compat; try now apply pow_le. all: apply pow_incr; split; [exact r0|apply Rmax_l].
- eapply Rle_trans; [apply Hg|]. apply Rmult_le_compat_l; [exact HD|].
  apply Rmult_le_compat; try now apply pow_le. all: apply pow_incr; split; [exact s0|apply Rmax_r].
Qed.

Lemma cv_same u v l : (forall n, u n = v n) -> Un_cv v l -> Un_cv u l.
Proof. intros E H e He; destruct (H e He) as [N HN]; exists N; intros; rewrite E; auto. Qed.
Lemma cv_number c : Un_cv (fun _ => c) c.
Proof. intros e He; exists O; intros; unfold R_dist; rewrite Rminus_diag_eq, Rabs_R0; auto. Qed.
Lemma geo_vanishes f : Geo f -> Un_cv f 0.
Proof.
intros (C & r & HC & [r0 r1] & Hf) e He. assert (Hr : Rabs r < 1) by (rewrite Rabs_pos_eq; lra).
destruct (pow_lt_1_zero r Hr (e / (C + 1))) as [N HN]; [apply Rdiv_lt_0_compat; lra|].
exists N; intros n Hn; unfold R_dist; rewrite Rminus_0_r; eapply Rle_lt_trans; [apply Hf|].
specialize (HN n Hn); rewrite Rabs_pos_eq in HN by now apply pow_le.
apply Rle_lt_trans with ((C + 1) * r ^ n); [apply Rmult_le_compat_r; [now apply pow_le|lra]|].
apply (Rmult_lt_compat_l (C + 1)) in HN; [|lra]. replace ((C + 1) * (e / (C + 1))) with e in HN by (field; lra). exact HN.
Qed.

(* lengths that grow without end *)
Definition grows (g : nat -> nat) : Prop := exists c, forall n, (n <= g n + c)%nat.
Lemma grows_self : grows (fun n => n). Proof. exists O; lia. Qed.
Lemma grows_less c : grows (fun n => n - c)%nat. Proof. exists c; lia. Qed.
Lemma grows_more c : grows (fun n => n + c)%nat. Proof. exists O; lia. Qed.
Lemma cv_along u l g : grows g -> Un_cv u l -> Un_cv (fun n => u (g n)) l.
Proof.
intros [c Hc] H e He; destruct (H e He) as [N HN]; exists (N + c)%nat; intros n Hn; apply HN; specialize (Hc n); lia.
Qed.

Theorem endless_sum g f q : grows g -> (forall i, q (i + 1)%nat - q i = f i) -> Geo q ->
  Un_cv (fun T => Sum (g T) f) (- q O).
Proof.
intros Hg H G; apply (cv_along (fun n => Sum n f) _ g Hg).
apply cv_same with (fun n => q n - q O); [intros n; now apply Sum_steps|].
replace (- q O) with (0 - q O) by ring. apply CV_minus; [now apply geo_vanishes|apply cv_number].
Qed.
Lemma Sum_minus n f g : Sum n (fun k => f k - g k) = Sum n f - Sum n g.
Proof. induction n; cbn; [ring|rewrite IHn; ring]. Qed.
Lemma Sum_small n f g : (forall k, (k < n)%nat -> Rabs (f k) <= g k) -> Rabs (Sum n f) <= Sum n g.
Proof.
induction n; cbn; intros H; [rewrite Rabs_R0; lra|].
eapply Rle_trans; [apply Rabs_triang|]; apply Rplus_le_compat; auto.
Qed.
Lemma Sum_number n c : Sum n (fun _ => c) = INR n * c.
Proof. induction n; [cbn; ring|rewrite S_INR; cbn [Sum]; rewrite IHn; ring]. Qed.

(* Mertens: the length of the inner sum falls as the outer index grows *)
Theorem endless_double f q Q : (forall i j, q i (j + 1)%nat - q i j = f i j) -> Geo2 q ->
  (forall i, Q (i + 1)%nat - Q i = - q i O) -> Geo Q ->
  Un_cv (fun T => Sum T (fun i => Sum (T - i - 1) (f i))) (- Q O).
Proof.
intros Hq G HQ GQ.
apply cv_same with (fun T => Sum T (fun i => q i (T - i - 1)%nat) - Sum T (fun i => q i O)).
{ intros T; rewrite <- Sum_minus; apply Sum_same; intros i _; now apply Sum_steps. }
replace (- Q O) with (0 - Q O) by ring. apply CV_minus.
- destruct G as (C & r & HC & [r0 r1] & Hf).
  set (t := (1 + r) / 2); assert (T1 : 1 / 2 <= t < 1) by (unfold t; lra).
  assert (D : Geo (fun T => INR T * (C * / t * t ^ T))).
  { apply geo_index, geo_scale, geo_base; lra. }
  apply geo_vanishes in D; intros e He; destruct (D e He) as [N HN]; exists N; intros n Hn; specialize (HN n Hn).
  unfold R_dist in *; rewrite Rminus_0_r in *. eapply Rle_lt_trans; [|eapply Rle_lt_trans; [apply Rle_abs|exact HN]].
  rewrite <- Sum_number. apply Sum_small; intros k Hk. eapply Rle_trans; [apply Hf|].
  rewrite Rmult_assoc; apply Rmult_le_compat_l; [exact HC|]. rewrite <- pow_add.
  replace (/ t * t ^ n) with (t ^ (k + (n - k - 1))).
  + apply pow_incr; unfold t; lra.
  + replace n with (S (k + (n - k - 1))) at 2 by lia. cbn [pow]; field; lra.
- apply cv_same with (fun n => Q O - Q n).
  { intros n; enough (E : Sum n (fun i => - q i O) = - Sum n (fun i => q i O)) by (rewrite (Sum_steps n _ Q HQ) in E; lra).
    clear; induction n; cbn; lra. }
  refine (eq_ind _ (Un_cv _) _ _ (Rminus_0_r (Q O))). apply CV_minus; [apply cv_number|now apply geo_vanishes].
Qed.
(* a fixed number of endless sums *)
Theorem endless_inner n f q : (forall i j, q i (j + 1)%nat - q i j = f i j) -> (forall i, Geo (q i)) ->
  Un_cv (fun T => Sum n (fun i => Sum (T - i - 1) (f i))) (Sum n (fun i => - q i O)).
Proof.
intros Hq G; induction n as [|n IH]; cbn [Sum]; [apply cv_number|]. apply CV_plus; [exact IH|].
apply (endless_sum (fun T => T - n - 1)%nat (f n) (q n)); [exists (n + 1)%nat; lia|apply Hq|apply G].
Qed.
Lemma geo_slice q i : Geo2 q -> Geo (q i).
Proof.
intros (C & r & HC & [r0 r1] & Hf); exists (C * r ^ i), r; split; [apply Rmult_le_pos; [exact HC|now apply pow_le]|].
split; [lra|]; intros j; rewrite Rmult_assoc; apply Hf.
Qed.

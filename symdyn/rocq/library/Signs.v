(* Relations that follow from what is known, each by one computation: equations, signs, and what is
   known up to a factor. *)
From Coq Require Import Bool Lra NArith.
From Symdyn Require Export Known.
Local Open Scope R_scope.

Fixpoint tree_of (e : poly) : tree :=
  match e with
  | PEO => FEO | PEI => FEI | PEc c => FEc c | PEX _ j => FEX Z j
  | PEadd a b => FEadd (tree_of a) (tree_of b)
  | PEsub a b => FEsub (tree_of a) (tree_of b)
  | PEmul a b => FEmul (tree_of a) (tree_of b)
  | PEopp a => FEopp (tree_of a)
  | PEpow a n => FEpow (tree_of a) n
  end.
Lemma tree_of_ok l e : value l (tree_of e) = pvalue l e.
Proof. unfold value, pvalue; induction e; cbn; rewrite ?IHe, ?IHe1, ?IHe2; reflexivity. Qed.

Section At.
Variables (l : list R) (s : steps) (fs : list fact).
Hypotheses (Hs : steps_hold l s) (Hf : known l fs).

Theorem by_equation a b :
  equal (nonzeros s fs) (taken s a) (taken s b) = true -> value l a = value l b.
Proof.
intros H; apply (equal_ok l) in H; [|now apply nonzeros_ok].
now rewrite !(taken_ok l s _ Hs) in H.
Qed.
Theorem by_combination cs a b : equations l cs ->
  equal (nonzeros s fs) (taken s (FEsub a b)) (taken s (combination cs)) = true -> value l a = value l b.
Proof.
intros Hc H; apply by_equation in H; rewrite (combination_ok l cs Hc) in H.
now apply Rminus_diag_uniq.
Qed.

Definition apart (a b : tree) : bool :=
  let t := taken s (FEsub a b) in
  let n := num (fraction t) in
  let d := denum (fraction t) in
  nonzero (nonzeros s fs) n && nonzero (nonzeros s fs) d &&
  equal (nonzeros s fs) t (FEdiv (tree_of n) (tree_of d)).
Theorem known_ne a b : apart a b = true -> value l a <> value l b.
Proof.
unfold apart; intros H; rewrite !andb_true_iff in H; destruct H as [[H1 H2] H3].
apply (equal_ok l) in H3; [|now apply nonzeros_ok]; rewrite (taken_ok l s _ Hs) in H3.
set (n := num _) in *; set (d := denum _) in *.
change (value l a - value l b = value l (tree_of n) / value l (tree_of d)) in H3.
rewrite !tree_of_ok in H3.
apply (nonzero_ok l _ _ (nonzeros_ok l s fs Hs Hf)) in H1.
apply (nonzero_ok l _ _ (nonzeros_ok l s fs Hs Hf)) in H2.
intros E; rewrite E, Rminus_diag_eq in H3 by reflexivity. symmetry in H3; revert H3.
apply Rmult_integral_contrapositive_currified; [exact H1|now apply Rinv_neq_0_compat].
Qed.

(* ---- signs: true is > 0, false is >= 0 *)

Definition signed (strict : bool) (x : R) : Prop := if strict then 0 < x else 0 <= x.
Definition atom_sign (a : tree) (n : N) : option bool :=
  match poly_of (taken s a) with
  | None => None
  | Some (p, _) =>
      if existsb (fun q => multiple true q p) (PEc 1%Z :: positives s fs) then Some true
      else if N.even n then Some (nonzero (nonzeros s fs) p)
      else if existsb (fun q => multiple true q p) (naturals s fs) then Some false else None
  end.
Lemma multiple_signed b p q : multiple true p q = true -> signed b (pvalue l p) -> signed b (pvalue l q).
Proof.
intros H; destruct (multiple_ok l true p q H) as (c & Hc & ->); destruct b; cbn; intros; nra.
Qed.
Lemma even_sign x n (strict : bool) : N.even n = true -> (strict = true -> x <> 0) -> signed strict (x ^ N.to_nat n).
Proof.
intros E H. apply N.even_spec in E; destruct E as [m ->].
rewrite N2Nat.inj_mul, pow_mult. change (x ^ N.to_nat 2) with (x * (x * 1)). rewrite Rmult_1_r.
destruct strict; cbn.
- apply pow_lt; exact (Rsqr_pos_lt x (H eq_refl)).
- apply pow_le; exact (Rle_0_sqr x).
Qed.
Lemma atom_ok a n b : atom_sign a n = Some b -> signed b (value l a ^ N.to_nat n).
Proof.
unfold atom_sign; destruct (poly_of _) as [[p k]|] eqn:E; [|discriminate].
apply (poly_of_ok l) in E; rewrite (taken_ok l s _ Hs) in E.
pose proof (IZR_lt 0 (Zpos k) eq_refl) as K.
assert (V : value l a = pvalue l p / IZR (Zpos k)) by (rewrite <- E; field; lra).
assert (P : 0 < / IZR (Zpos k)) by now apply Rinv_0_lt_compat.
destruct (existsb (fun q => multiple true q p) (PEc 1%Z :: positives s fs)) eqn:E1.
{ intros H; injection H as <-. apply existsb_exists in E1; destruct E1 as (q & Hq & M).
  assert (Q : 0 < pvalue l q).
  { destruct Hq as [<-|Hq]; [exact Rlt_0_1|].
    exact (proj1 (Forall_forall _ _) (positives_ok l s fs Hs Hf) q Hq). }
  pose proof (multiple_signed true q p M Q) as S. apply pow_lt; rewrite V.
  apply Rmult_lt_0_compat; [exact S|exact P]. }
destruct (N.even n) eqn:E2.
{ intros H; injection H as <-. apply even_sign; [exact E2|]. intros N Z.
  apply (nonzero_ok l _ _ (nonzeros_ok l s fs Hs Hf)) in N; apply N; rewrite <- E, Z; ring. }
destruct (existsb (fun q => multiple true q p) (naturals s fs)) eqn:E3; [|discriminate].
intros H; injection H as <-. apply existsb_exists in E3; destruct E3 as (q & Hq & M).
pose proof (proj1 (Forall_forall _ _) (naturals_ok l s fs Hs Hf) q Hq) as Q.
pose proof (multiple_signed false q p M Q) as S. cbn; apply pow_le; rewrite V.
apply Rmult_le_pos; [exact S|lra].
Qed.

Lemma signed_inv b x : signed b x -> signed b (/ x).
Proof.
destruct b; cbn; intros H; [now apply Rinv_0_lt_compat|].
destruct H as [H|<-]; [left; now apply Rinv_0_lt_compat|rewrite Rinv_0; apply Rle_refl].
Qed.
(* an atom, or 1 / an atom *)
Definition item_sign (a : tree) (n : N) : option bool :=
  match a with FEinv b => atom_sign b n | _ => atom_sign a n end.
Lemma item_ok a n b : item_sign a n = Some b -> signed b (value l a ^ N.to_nat n).
Proof.
destruct a as [| |c|j|x y|x y|x y|x|x|x y|x m]; try exact (atom_ok _ n b).
intros H; apply atom_ok, signed_inv in H; change (value l (FEinv x)) with (/ value l x); now rewrite pow_inv.
Qed.

Definition product := list (tree * N).
Fixpoint product_of (t : product) : tree :=
  match t with nil => FEc 1%Z | (a, n) :: t => FEmul (FEpow a n) (product_of t) end.
Definition both (a b : option bool) : option bool :=
  match a, b with Some x, Some y => Some (x && y) | _, _ => None end.
Fixpoint product_sign (t : product) : option bool :=
  match t with nil => Some true | (a, n) :: t => both (item_sign a n) (product_sign t) end.
Lemma both_ok a b c x y : both a b = Some c ->
  (forall d, a = Some d -> signed d x) -> (forall d, b = Some d -> signed d y) -> signed c (x * y).
Proof.
destruct a as [a|], b as [b|]; cbn; intros H Ha Hb; try discriminate; injection H as <-.
specialize (Ha _ eq_refl); specialize (Hb _ eq_refl).
destruct a, b; cbn in *; [now apply Rmult_lt_0_compat| | |]; apply Rmult_le_pos; lra.
Qed.
Lemma product_ok t : forall b, product_sign t = Some b -> signed b (value l (product_of t)).
Proof.
induction t as [|[a n] t IH]; cbn [product_sign product_of]; intros b H.
- injection H as <-; exact Rlt_0_1.
- exact (both_ok _ _ _ (value l a ^ N.to_nat n) _ H (fun d => item_ok a n d) IH).
Qed.

Definition weighted := list (positive * positive * product).
Fixpoint sum_of (w : weighted) : tree :=
  match w with
  | nil => FEc 0%Z
  | (p, q, t) :: w =>
      FEadd (FEmul (if Pos.eqb q 1 then FEc (Z.pos p) else FEdiv (FEc (Z.pos p)) (FEc (Z.pos q))) (product_of t)) (sum_of w)
  end.
Fixpoint sum_sign (w : weighted) : option bool :=
  match w with
  | nil => Some false
  | (_, _, t) :: w =>
      match product_sign t, sum_sign w with Some x, Some y => Some (x || y) | _, _ => None end
  end.
Lemma sum_ok w : forall b, sum_sign w = Some b -> signed b (value l (sum_of w)).
Proof.
induction w as [|[[p q] t] w IH]; cbn [sum_sign sum_of]; intros b H.
- injection H as <-; apply Rle_refl.
- destruct (product_sign t) as [x|] eqn:E; [|discriminate].
  destruct (sum_sign w) as [y|]; [|discriminate]; injection H as <-.
  apply product_ok in E; specialize (IH _ eq_refl).
  set (c := if Pos.eqb q 1 then _ else _).
  assert (C : 0 < value l c).
  { unfold c; destruct (Pos.eqb q 1); [exact (IZR_lt 0 (Zpos p) eq_refl)|].
    change (0 < IZR (Zpos p) / IZR (Zpos q)).
    apply Rdiv_lt_0_compat; now apply IZR_lt. }
  change (signed (x || y) (value l c * value l (product_of t) + value l (sum_of w))).
  assert (T : signed x (value l c * value l (product_of t))).
  { destruct x; cbn [signed] in *; [now apply Rmult_lt_0_compat|apply Rmult_le_pos; lra]. }
  destruct x, y; cbn [signed orb] in *; lra.
Qed.

(* a factor: its tree, its exponent, and the weighted sum that it is; a sum without terms stands
   for a factor of which no sign is known *)
Definition factor := (tree * Z * weighted)%type.
Definition powered (a : tree) (n : Z) : tree :=
  match n with Z0 => FEc 1%Z | Zpos m => FEpow a (Npos m) | Zneg m => FEinv (FEpow a (Npos m)) end.
Definition factor_sign (f : factor) : option bool :=
  match f with
  | (a, n, nil) =>
      if Z.even n then Some (apart a (FEc 0%Z)) else None
  | (a, n, w) => if equal (nonzeros s fs) (taken s a) (taken s (sum_of w)) then sum_sign w else None
  end.
Definition factor_nonzero (f : factor) : bool :=
  match f with
  | (a, n, nil) => apart a (FEc 0%Z)
  | _ => match factor_sign f with Some b => b | None => false end
  end.
Lemma nonzero_factor f : factor_nonzero f = true -> value l (fst (fst f)) <> 0.
Proof.
destruct f as [[a n] [|t w]]; cbn [factor_nonzero fst].
- intros H; exact (known_ne a (FEc 0%Z) H).
- unfold factor_sign; destruct (equal _ _ _) eqn:E; [|discriminate].
  destruct (sum_sign _) as [[]|] eqn:W; try discriminate; intros _.
  apply by_equation in E; rewrite E; apply sum_ok in W; cbn [signed] in W; lra.
Qed.
Lemma signed_pow b x n : signed b x -> signed b (x ^ n).
Proof. destruct b; cbn; [apply pow_lt|apply pow_le]. Qed.
Lemma factor_ok f b : factor_sign f = Some b -> signed b (value l (powered (fst (fst f)) (snd (fst f)))).
Proof.
destruct f as [[a n] [|t w]]; cbn [factor_sign fst snd].
- destruct (Z.even n) eqn:V; [|discriminate]; intros H; injection H as <-.
  assert (A : apart a (FEc 0%Z) = true -> value l a <> 0) by exact (known_ne a (FEc 0%Z)).
  set (y := apart _ _) in *; clearbody y.
  destruct n as [|m|m]; cbn [powered].
  + destruct y; [exact Rlt_0_1|exact Rle_0_1].
  + apply (even_sign (value l a) (Npos m) y); [|exact A]. destruct m; exact V || reflexivity.
  + apply (signed_inv y (value l a ^ N.to_nat (Npos m))), even_sign; [|exact A]. destruct m; exact V || reflexivity.
- destruct (equal _ _ _) eqn:E; [|discriminate]; intros W.
  apply by_equation in E; apply sum_ok in W; rewrite <- E in W.
  destruct n as [|m|m]; cbn [powered].
  + destruct b; [exact Rlt_0_1|exact Rle_0_1].
  + exact (signed_pow b (value l a) (N.to_nat (Npos m)) W).
  + apply (signed_inv b (value l a ^ N.to_nat (Npos m))); now apply signed_pow.
Qed.

Fixpoint factors_of (gs : list factor) : tree :=
  match gs with nil => FEc 1%Z | (a, n, _) :: gs => FEmul (powered a n) (factors_of gs) end.
Fixpoint factors_sign (gs : list factor) : option bool :=
  match gs with nil => Some true | f :: gs => both (factor_sign f) (factors_sign gs) end.
Lemma factors_signed gs : forall b, factors_sign gs = Some b -> signed b (value l (factors_of gs)).
Proof.
induction gs as [|[[a n] w] gs IH]; cbn [factors_sign factors_of]; intros b H.
- injection H as <-; exact Rlt_0_1.
- exact (both_ok _ _ _ (value l (powered a n)) _ H (fun d => factor_ok (a, n, w) d) IH).
Qed.
Lemma factors_nonzero gs : forallb factor_nonzero gs = true -> value l (factors_of gs) <> 0.
Proof.
induction gs as [|[[a n] w] gs IH]; cbn [forallb factors_of]; [intros _; exact R1_neq_R0|].
rewrite andb_true_iff; intros [H1 H2]; apply nonzero_factor in H1; cbn [fst] in H1.
change (value l (powered a n) * value l (factors_of gs) <> 0).
apply Rmult_integral_contrapositive_currified; [|auto].
destruct n; cbn [powered].
- exact R1_neq_R0.
- exact (pow_nonzero _ _ H1).
- exact (Rinv_neq_0_compat _ (pow_nonzero _ _ H1)).
Qed.

Definition own (gs : list factor) : list poly :=
  flat_map (fun f => if factor_nonzero f then gap s (fst (fst f)) (FEc 0%Z) else nil) gs.
Lemma own_ok gs : all_nonzero l (own gs).
Proof.
apply Forall_flat_map, Forall_forall; intros f _.
destruct (factor_nonzero f) eqn:E; [|constructor]. apply nonzero_factor in E.
apply Forall_forall; intros p Hp; destruct (gap_ok l s _ _ p Hs Hp) as (k & Hk & ->).
change (value l (FEc 0%Z)) with 0; apply Rmult_integral_contrapositive_currified; lra.
Qed.
Definition number (c : Z) (d : positive) : tree :=
  if Pos.eqb d 1 then FEc c else FEdiv (FEc c) (FEc (Z.pos d)).
Definition total (c : Z) (d : positive) (gs : list factor) (cs : cofactors) : tree :=
  FEadd (FEmul (number c d) (factors_of gs)) (combination cs).
Definition fits c d gs cs a b : bool :=
  equal (nonzeros s fs ++ own gs) (taken s (FEsub a b)) (taken s (total c d gs cs)).
Lemma number_value c d : value l (number c d) = IZR c / IZR (Zpos d).
Proof.
unfold number; destruct (Pos.eqb_spec d 1) as [->|_]; [|reflexivity].
change (IZR c = IZR c / 1); field.
Qed.
Lemma fits_ok c d gs cs a b : equations l cs -> fits c d gs cs a b = true ->
  value l a - value l b = IZR c / IZR (Zpos d) * value l (factors_of gs).
Proof.
intros Hc H; apply (equal_ok l) in H.
2: { apply Forall_app; split; [now apply nonzeros_ok|apply own_ok]. }
rewrite !(taken_ok l s _ Hs) in H. rewrite <- number_value.
change (value l a - value l b = value l (number c d) * value l (factors_of gs) + value l (combination cs)) in H.
rewrite (combination_ok l cs Hc), Rplus_0_r in H; exact H.
Qed.

Theorem by_positive c d gs cs a b : equations l cs ->
  (0 <? c)%Z && match factors_sign gs with Some true => true | _ => false end && fits c d gs cs a b = true ->
  value l b < value l a.
Proof.
intros Hc H; rewrite !andb_true_iff in H; destruct H as [[H1 H2] H3].
destruct (factors_sign gs) as [[]|] eqn:E; try discriminate.
apply factors_signed in E; cbn in E; apply (fits_ok c d gs cs a b Hc) in H3.
apply Rminus_gt; rewrite H3. apply Z.ltb_lt, IZR_lt in H1.
apply Rmult_lt_0_compat; [apply Rdiv_lt_0_compat; [exact H1|now apply IZR_lt]|exact E].
Qed.
Theorem by_natural c d gs cs a b : equations l cs ->
  (0 <=? c)%Z && match factors_sign gs with Some _ => true | _ => false end && fits c d gs cs a b = true ->
  value l b <= value l a.
Proof.
intros Hc H; rewrite !andb_true_iff in H; destruct H as [[H1 H2] H3].
destruct (factors_sign gs) as [b'|] eqn:E; try discriminate.
apply factors_signed in E; apply (fits_ok c d gs cs a b Hc) in H3.
assert (0 <= value l a - value l b); [rewrite H3|lra].
assert (0 <= value l (factors_of gs)) by (destruct b'; cbn in E; lra).
apply Z.leb_le, IZR_le in H1. apply Rmult_le_pos; [|assumption].
apply Rmult_le_pos; [exact H1|]. left; apply Rinv_0_lt_compat; now apply IZR_lt.
Qed.
Theorem by_nonzero c d gs cs a b : equations l cs ->
  negb (c =? 0)%Z && forallb factor_nonzero gs && fits c d gs cs a b = true ->
  value l a <> value l b.
Proof.
intros Hc H; rewrite !andb_true_iff in H; destruct H as [[H1 H2] H3] .
apply (fits_ok c d gs cs a b Hc) in H3; intros E; rewrite E, Rminus_diag_eq in H3 by reflexivity.
symmetry in H3; revert H3; apply Rmult_integral_contrapositive_currified; [|now apply factors_nonzero].
apply negb_true_iff, Z.eqb_neq in H1.
apply Rmult_integral_contrapositive_currified; [now apply not_0_IZR|]. apply Rinv_neq_0_compat, pos_neq0.
Qed.

(* ---- relations that are known as they stand, up to a factor: > 0, >= 0 or nonzero *)

Definition stands (a b : tree) (ps : list poly) : bool :=
  match poly_of (taken s (FEsub a b)) with
  | Some (p, _) => existsb (fun q => multiple true q p) ps
  | None => false
  end.
Lemma stands_ok strict a b ps : Forall (fun p => signed strict (pvalue l p)) ps ->
  stands a b ps = true -> signed strict (value l a - value l b).
Proof.
unfold stands; intros Hp H. destruct (poly_of _) as [[p k]|] eqn:E; [|discriminate].
apply existsb_exists in H; destruct H as (q & Hq & M).
apply (proj1 (Forall_forall _ _) Hp), (multiple_signed strict q p M) in Hq.
apply (poly_of_ok l) in E; rewrite (taken_ok l s _ Hs) in E.
change (value l (FEsub a b)) with (value l a - value l b) in E; rewrite <- E in Hq.
pose proof (IZR_lt 0 (Zpos k) eq_refl). destruct strict; cbn in *; nra.
Qed.
Theorem known_gt a b : stands a b (PEc 1%Z :: positives s fs) = true -> value l b < value l a.
Proof.
intros H; apply (stands_ok true) in H; [cbn in H; lra|constructor; [exact Rlt_0_1|now apply positives_ok]].
Qed.
Theorem known_ge a b : stands a b (PEc 1%Z :: naturals s fs) || equal (nonzeros s fs) (taken s a) (taken s b) = true ->
  value l b <= value l a.
Proof.
intros H; apply orb_prop in H; destruct H as [H|H].
- apply (stands_ok false) in H; [cbn in H; lra|constructor; [exact Rle_0_1|now apply naturals_ok]].
- apply by_equation in H; rewrite H; apply Rle_refl.
Qed.
End At.

(* Fractions as syntax trees, and one computation that decides whether two of them are equal.

   A generated proof writes both sides of a relation as trees over a list of atoms (letters, symbols,
   powers).  The formula that a person reads is convertible to the value of the tree, so the kernel
   itself compares the two; no heuristic looks at a goal. *)
From Coq Require Export Reals List ZArith.
From Coq Require Export Field_theory Ring_polynom.
From Coq Require Import Bool Lra.
Export ListNotations.
Local Open Scope R_scope.

Definition tree := FExpr Z.
Definition poly := PExpr Z.
Definition value (l : list R) (e : tree) : R :=
  FEeval 0 1 Rplus Rmult Rminus Ropp Rdiv Rinv IZR N.to_nat pow l e.
Definition pvalue (l : list R) (e : poly) : R :=
  PEeval 0 1 Rplus Rmult Rminus Ropp IZR N.to_nat pow l e.

(* ---- polynomials *)

Definition normal (e : poly) : Pol Z :=
  norm_subst 0%Z 1%Z Z.add Z.mul Z.sub Z.opp Zeq_bool Z.quotrem 0 nil e.
Definition peq (a b : poly) : bool := Peq Zeq_bool (normal a) (normal b).

Lemma peq_ok l a b : peq a b = true -> pvalue l a = pvalue l b.
Proof. intros H. exact (RIneq.RField_ring_lemma1 0 l nil a b I H). Qed.

Fixpoint lead (p : Pol Z) : Z :=
  match p with Pc c => c | Pinj _ q => lead q | PX q _ _ => lead q end.

(* q is p times a number of the sign that is asked for *)
Definition multiple (positive : bool) (p q : poly) : bool :=
  let a := lead (normal p) in
  let b := lead (normal q) in
  (if positive then 0 <? a * b else a * b <? 0)%Z && peq (PEmul (PEc a) q) (PEmul (PEc b) p).

Lemma multiple_ok l s p q : multiple s p q = true ->
  exists c, (if s then 0 < c else c < 0) /\ pvalue l q = c * pvalue l p.
Proof.
unfold multiple; set (a := lead _); set (b := lead _); intros H.
apply andb_prop in H; destruct H as [H E]; apply (peq_ok l) in E.
change (IZR a * pvalue l q = IZR b * pvalue l p) in E.
assert (Hab : if s then 0 < IZR a * IZR b else IZR a * IZR b < 0).
{ rewrite <- mult_IZR; destruct s; apply IZR_lt; now apply Z.ltb_lt. }
assert (Ha : IZR a <> 0) by (intros Z; rewrite Z in Hab; destruct s; lra).
exists (IZR b / IZR a); split.
- assert (P : 0 < / (IZR a * IZR a)) by (apply Rinv_0_lt_compat; nra).
  replace (IZR b / IZR a) with (IZR a * IZR b * / (IZR a * IZR a)) by (field; exact Ha).
  destruct s; nra.
- apply (Rmult_eq_reg_l (IZR a)); [|exact Ha]. rewrite E. field; exact Ha.
Qed.

(* a polynomial over a positive integer, where all that is divided by is a number *)
Definition over (k : positive) (p : poly) : poly :=
  if Pos.eqb k 1 then p else PEmul (PEc (Zpos k)) p.
Definition constant (p : poly) : option Z := match normal p with Pc c => Some c | _ => None end.
Fixpoint poly_of (e : tree) : option (poly * positive) :=
  match e with
  | FEO => Some (PEO, 1%positive)
  | FEI => Some (PEI, 1%positive)
  | FEc c => Some (PEc c, 1%positive)
  | FEX _ j => Some (PEX Z j, 1%positive)
  | FEadd a b =>
      match poly_of a, poly_of b with
      | Some (p, k), Some (q, n) => Some (PEadd (over n p) (over k q), Pos.mul k n)
      | _, _ => None
      end
  | FEsub a b =>
      match poly_of a, poly_of b with
      | Some (p, k), Some (q, n) =>
          match constant q, constant p with
          | Some Z0, _ => Some (p, k)
          | _, Some Z0 => Some (PEopp q, n)
          | _, _ => Some (PEsub (over n p) (over k q), Pos.mul k n)
          end
      | _, _ => None
      end
  | FEmul a b =>
      match poly_of a, poly_of b with
      | Some (p, k), Some (q, n) => Some (PEmul p q, Pos.mul k n)
      | _, _ => None
      end
  | FEopp a => match poly_of a with Some (p, k) => Some (PEopp p, k) | None => None end
  | FEpow a n => match poly_of a with
      | Some (p, k) => Some (PEpow p n, match n with N0 => 1%positive | Npos m => Pos.pow k m end)
      | None => None
      end
  | FEdiv a b =>
      match poly_of a, poly_of b with
      | Some (p, k), Some (q, n) =>
          match constant q with
          | Some (Zpos c) => Some (over n p, Pos.mul k c)
          | Some (Zneg c) => Some (PEopp (over n p), Pos.mul k c)
          | _ => None
          end
      | _, _ => None
      end
  | FEinv _ => None
  end.

Lemma over_ok l k p : pvalue l (over k p) = IZR (Zpos k) * pvalue l p.
Proof.
unfold over; destruct (Pos.eqb_spec k 1) as [->|_]; [|reflexivity].
now rewrite Rmult_1_l.
Qed.
Lemma constant_ok l p c : constant p = Some c -> pvalue l p = IZR c.
Proof.
unfold constant; intros H; change (IZR c) with (pvalue l (PEc c)); apply peq_ok; unfold peq.
destruct (normal p) as [d| |] eqn:E; try discriminate; injection H as <-.
unfold normal, norm_subst, norm_aux; cbn. apply Zeq_is_eq_bool; reflexivity.
Qed.
Lemma pos_neq0 k : IZR (Zpos k) <> 0. Proof. apply not_0_IZR; discriminate. Qed.
Lemma pow_IZR_pos k m : IZR (Zpos (Pos.pow k m)) = IZR (Zpos k) ^ Pos.to_nat m.
Proof. rewrite Pos2Z.inj_pow, <- (positive_nat_Z m), <- pow_IZR; reflexivity. Qed.

Lemma poly_of_ok l e : forall p k, poly_of e = Some (p, k) ->
  value l e * IZR (Zpos k) = pvalue l p.
Proof.
induction e as [| |c|j|a IHa b IHb|a IHa b IHb|a IHa b IHb|a IHa|a IHa|a IHa b IHb|a IHa n];
  cbn [poly_of]; intros p k H; try discriminate.
1-4: injection H as <- <-; apply Rmult_1_r.
- destruct (poly_of a) as [[pa ka]|]; [|discriminate]; destruct (poly_of b) as [[pb kb]|]; [|discriminate].
  injection H as <- <-; rewrite Pos2Z.inj_mul, mult_IZR.
  change (pvalue l (PEadd (over kb pa) (over ka pb)))
    with (pvalue l (over kb pa) + pvalue l (over ka pb)).
  change (value l (FEadd a b)) with (value l a + value l b).
  rewrite !over_ok, <- (IHa _ _ eq_refl), <- (IHb _ _ eq_refl); ring.
- destruct (poly_of a) as [[pa ka]|]; [|discriminate]; destruct (poly_of b) as [[pb kb]|]; [|discriminate].
  specialize (IHa _ _ eq_refl); specialize (IHb _ _ eq_refl).
  change (value l (FEsub a b)) with (value l a - value l b).
  assert (G : forall p' k', Some (PEsub (over kb pa) (over ka pb), Pos.mul ka kb) = Some (p', k') ->
    (value l a - value l b) * IZR (Zpos k') = pvalue l p').
  { intros ? ? G; injection G as <- <-; rewrite Pos2Z.inj_mul, mult_IZR.
    change (pvalue l (PEsub (over kb pa) (over ka pb)))
      with (pvalue l (over kb pa) - pvalue l (over ka pb)).
    rewrite !over_ok, <- IHa, <- IHb; ring. }
  assert (Zero : forall x q n, constant q = Some 0%Z -> x * IZR (Zpos n) = pvalue l q -> x = 0).
  { intros x q n C E; apply (constant_ok l) in C; rewrite C in E.
    apply Rmult_integral in E; destruct E as [E|E]; [exact E|now apply pos_neq0 in E]. }
  assert (M : Some (PEopp pb, kb) = Some (p, k) -> constant pa = Some 0%Z ->
    (value l a - value l b) * IZR (Zpos k) = pvalue l p).
  { intros M C; injection M as <- <-; change (pvalue l (PEopp pb)) with (- pvalue l pb).
    rewrite (Zero _ _ _ C IHa), <- IHb; ring. }
  destruct (constant pb) as [[|c|c]|] eqn:C.
  1: { injection H as <- <-; rewrite (Zero _ _ _ C IHb), <- IHa; ring. }
  all: destruct (constant pa) as [[|d|d]|] eqn:D; (now apply M) || now apply G.
- destruct (poly_of a) as [[pa ka]|]; [|discriminate]; destruct (poly_of b) as [[pb kb]|]; [|discriminate].
  injection H as <- <-; rewrite Pos2Z.inj_mul, mult_IZR.
  change (pvalue l (PEmul pa pb)) with (pvalue l pa * pvalue l pb).
  change (value l (FEmul a b)) with (value l a * value l b).
  rewrite <- (IHa _ _ eq_refl), <- (IHb _ _ eq_refl); ring.
- destruct (poly_of a) as [[pa ka]|]; [|discriminate]; injection H as <- <-.
  change (pvalue l (PEopp pa)) with (- pvalue l pa); change (value l (FEopp a)) with (- value l a).
  rewrite <- (IHa _ _ eq_refl); ring.
- destruct (poly_of a) as [[pa ka]|]; [|discriminate]; destruct (poly_of b) as [[pb kb]|]; [|discriminate].
  specialize (IHa _ _ eq_refl); specialize (IHb _ _ eq_refl).
  change (value l (FEdiv a b)) with (value l a / value l b).
  pose proof (pos_neq0 kb) as Kb.
  destruct (constant pb) as [[|c|c]|] eqn:C; try discriminate; injection H as <- <-;
    apply (constant_ok l) in C; rewrite C in IHb; rewrite Pos2Z.inj_mul, mult_IZR.
  + pose proof (pos_neq0 c) as Kc.
    assert (B : value l b <> 0) by (intros B; rewrite B, Rmult_0_l in IHb; now apply Kc).
    rewrite over_ok, <- IHa, <- IHb; field; exact B.
  + pose proof (pos_neq0 c) as Kc. change (IZR (Zneg c)) with (- IZR (Zpos c)) in IHb.
    assert (B : value l b <> 0) by (intros B; rewrite B, Rmult_0_l in IHb; apply Kc; lra).
    change (pvalue l (PEopp (over kb pa))) with (- pvalue l (over kb pa)).
    replace (IZR (Zpos c)) with (- (value l b * IZR (Zpos kb))) by lra.
    rewrite over_ok, <- IHa; field; exact B.
- destruct (poly_of a) as [[pa ka]|]; [|discriminate]; injection H as <- <-.
  change (value l (FEpow a n)) with (value l a ^ N.to_nat n).
  change (pvalue l (PEpow pa n)) with (pvalue l pa ^ N.to_nat n).
  rewrite <- (IHa _ _ eq_refl), Rpow_mult_distr.
  destruct n as [|m]; [cbn; ring|]. now rewrite pow_IZR_pos.
Qed.

(* ---- what is known to be nonzero *)

Fixpoint nonzero (known : list poly) (e : poly) : bool :=
  existsb (fun x => multiple true x e || multiple false x e) known ||
  match e with
  | PEI => true
  | PEc c => negb (Zeq_bool c 0)
  | PEmul a b => nonzero known a && nonzero known b
  | PEopp a => nonzero known a
  | PEpow a n => nonzero known a
  | _ => false
  end.
Definition all_nonzero (l : list R) (known : list poly) := Forall (fun e => pvalue l e <> 0) known.

Lemma multiple_nonzero l s p q : multiple s p q = true -> pvalue l p <> 0 -> pvalue l q <> 0.
Proof.
intros H Hp; destruct (multiple_ok l s p q H) as (c & Hc & ->).
apply Rmult_integral_contrapositive_currified; [destruct s; lra|exact Hp].
Qed.
Lemma nonzero_ok l known e : all_nonzero l known -> nonzero known e = true -> pvalue l e <> 0.
Proof.
intros Hl; induction e; cbn [nonzero]; rewrite orb_true_iff; intros [H|H];
  try (apply existsb_exists in H; destruct H as (x & Hx & H); apply (proj1 (Forall_forall _ _) Hl) in Hx;
       apply orb_prop in H; destruct H as [H|H]; exact (multiple_nonzero l _ x _ H Hx));
  try discriminate.
- exact R1_neq_R0.
- apply not_0_IZR; intros ->; discriminate.
- apply andb_prop in H; destruct H. apply Rmult_integral_contrapositive_currified; auto.
- apply Ropp_neq_0_compat; auto.
- apply pow_nonzero; auto.
Qed.

(* ---- equality of fractions *)

Definition fraction := Fnorm 0%Z 1%Z Z.add Z.mul Z.sub Z.opp Zeq_bool.
Definition equal (known : list poly) (a b : tree) : bool :=
  let x := fraction a in
  let y := fraction b in
  peq (PEmul (num x) (denum y)) (PEmul (num y) (denum x)) &&
  forallb (nonzero known) (condition x ++ condition y).

Lemma conditions_ok l known c : all_nonzero l known -> forallb (nonzero known) c = true ->
  PCond 0 1 Rplus Rmult Rminus Ropp eq IZR N.to_nat pow l c.
Proof.
intros Hl; induction c as [|e [|e' c] IH]; cbn; [easy| |]; rewrite andb_true_iff; intros [H1 H2];
  [|split; [|now apply IH]]; now apply (nonzero_ok l known).
Qed.

Theorem equal_ok l known a b : all_nonzero l known -> equal known a b = true -> value l a = value l b.
Proof.
intros Hl H; apply andb_prop in H; destruct H as [H1 H2].
exact (RIneq.RField_field_lemma1 0 l nil a b I nil eq_refl _ eq_refl _ eq_refl H1
         (conditions_ok l known _ Hl H2)).
Qed.

(* ---- atoms that are equal to trees *)

Definition steps := list (positive * tree).
Fixpoint put (i : positive) (t e : tree) : tree :=
  match e with
  | FEX _ j => if Pos.eqb i j then t else e
  | FEadd a b => FEadd (put i t a) (put i t b)
  | FEsub a b => FEsub (put i t a) (put i t b)
  | FEmul a b => FEmul (put i t a) (put i t b)
  | FEopp a => FEopp (put i t a)
  | FEinv a => FEinv (put i t a)
  | FEdiv a b => FEdiv (put i t a) (put i t b)
  | FEpow a n => FEpow (put i t a) n
  | _ => e
  end.
Fixpoint taken (s : steps) (e : tree) : tree :=
  match s with nil => e | (i, t) :: s => taken s (put i t e) end.
Fixpoint steps_hold (l : list R) (s : steps) : Prop :=
  match s with nil => True | (i, t) :: s => value l (FEX Z i) = value l t /\ steps_hold l s end.

Lemma put_ok l i t e : value l (FEX Z i) = value l t -> value l (put i t e) = value l e.
Proof.
intros H; unfold value in *; induction e; cbn [put FEeval]; rewrite ?IHe, ?IHe1, ?IHe2; try reflexivity.
destruct (Pos.eqb_spec i p) as [<-|]; [symmetry; exact H|reflexivity].
Qed.
Lemma taken_ok l s e : steps_hold l s -> value l (taken s e) = value l e.
Proof.
revert e; induction s as [|[i t] s IH]; intros e; [reflexivity|]; intros [H1 H2]; cbn [taken].
rewrite IH by exact H2; now apply put_ok.
Qed.

(* ---- short forms for generated files *)

Declare Scope tree_scope.
Delimit Scope tree_scope with tree.
Notation "a + b" := (@FEadd Z a b) : tree_scope.
Notation "a - b" := (@FEsub Z a b) : tree_scope.
Notation "a * b" := (@FEmul Z a b) : tree_scope.
Notation "a / b" := (@FEdiv Z a b) : tree_scope.
Notation "- a" := (@FEopp Z a) : tree_scope.
Notation "/ a" := (@FEinv Z a) : tree_scope.
Notation "a ^ n" := (@FEpow Z a n%N) : tree_scope.
Notation "# n" := (@FEX Z n%positive) (at level 1, n at level 0, format "# n") : tree_scope.
Notation "$ n" := (@FEc Z n%Z) (at level 1, n at level 0, format "$ n") : tree_scope.

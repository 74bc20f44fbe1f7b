(* What is known at one place of a proof: relations between trees, and the polynomials they bound. *)
From Coq Require Import Bool Lra NArith.
From Symdyn Require Export Trees.
Local Open Scope R_scope.

Inductive relation := Gt | Ge | Ne | Eq.
Definition fact := (relation * tree * tree)%type.
Definition says (l : list R) (f : fact) : Prop :=
  match f with
  | (Gt, a, b) => value l b < value l a
  | (Ge, a, b) => value l b <= value l a
  | (Ne, a, b) => value l a <> value l b
  | (Eq, a, b) => value l a = value l b
  end.
Fixpoint known (l : list R) (fs : list fact) : Prop :=
  match fs with nil => True | f :: fs => says l f /\ known l fs end.

Fixpoint factors (p : poly) : list poly :=
  match p with
  | PEmul a b => factors a ++ factors b
  | PEopp a => factors a
  | PEpow a (Npos _) => factors a
  | PEc _ | PEI => nil
  | _ => [p]
  end.
Definition gap (s : steps) (a b : tree) : list poly :=
  match poly_of (taken s (FEsub a b)) with Some (p, _) => [p] | None => nil end.
Definition positives (s : steps) (fs : list fact) : list poly :=
  flat_map (fun f : fact => match f with (Gt, a, b) => gap s a b | _ => nil end) fs.
Definition naturals (s : steps) (fs : list fact) : list poly :=
  flat_map (fun f : fact => match f with (Gt, a, b) | (Ge, a, b) => gap s a b | _ => nil end) fs.
Definition nonzeros (s : steps) (fs : list fact) : list poly :=
  flat_map (fun f : fact => match f with
    | (Gt, a, b) | (Ne, a, b) => flat_map (fun p => p :: factors p) (gap s a b)
    | _ => nil end) fs.

Lemma gap_ok l s a b p : steps_hold l s -> In p (gap s a b) ->
  exists k, 0 < k /\ pvalue l p = (value l a - value l b) * k.
Proof.
unfold gap; intros Hs. destruct (poly_of _) as [[q k]|] eqn:E; intros H; [|easy].
destruct H as [<-|[]]. apply (poly_of_ok l) in E; rewrite (taken_ok l s _ Hs) in E.
exists (IZR (Zpos k)); split; [now apply IZR_lt|]. rewrite <- E; reflexivity.
Qed.
Lemma factors_ok l p : pvalue l p <> 0 -> Forall (fun q => pvalue l q <> 0) (factors p).
Proof.
induction p; cbn [factors]; intros H; try (constructor; [exact H|constructor]); try (now constructor).
- apply Forall_app; split; [apply IHp1|apply IHp2]; intros Z; apply H;
    change (pvalue l p1 * pvalue l p2 = 0); rewrite Z; ring.
- apply IHp; intros Z; apply H; change (- pvalue l p = 0); rewrite Z; ring.
- destruct n as [|m]; [constructor; [exact H|constructor]|].
  apply IHp; intros Z; apply H; change (pvalue l p ^ Pos.to_nat m = 0); rewrite Z.
  apply pow_ne_zero; pose proof (Pos2Nat.is_pos m); intros E; rewrite E in *; inversion H0.
Qed.
Lemma positives_ok l s fs : steps_hold l s -> known l fs -> Forall (fun p => 0 < pvalue l p) (positives s fs).
Proof.
intros Hs; induction fs as [|[[[] a] b] fs IH]; cbn [positives flat_map]; intros H; try (now constructor);
  destruct H as [H1 H2]; try (now apply IH).
apply Forall_app; split; [|now apply IH]. apply Forall_forall; intros p Hp.
destruct (gap_ok l s a b p Hs Hp) as (k & Hk & ->). cbn in H1. apply Rmult_lt_0_compat; lra.
Qed.
Lemma naturals_ok l s fs : steps_hold l s -> known l fs -> Forall (fun p => 0 <= pvalue l p) (naturals s fs).
Proof.
intros Hs; induction fs as [|[[[] a] b] fs IH]; cbn [naturals flat_map]; intros H; try (now constructor);
  destruct H as [H1 H2]; try (now apply IH);
  (apply Forall_app; split; [|now apply IH]; apply Forall_forall; intros p Hp;
   destruct (gap_ok l s a b p Hs Hp) as (k & Hk & ->); cbn in H1; apply Rmult_le_pos; lra).
Qed.
Lemma nonzeros_ok l s fs : steps_hold l s -> known l fs -> all_nonzero l (nonzeros s fs).
Proof.
intros Hs; induction fs as [|[[[] a] b] fs IH]; cbn [nonzeros flat_map]; intros H; try (now constructor);
  destruct H as [H1 H2]; try (now apply IH);
  (apply Forall_app; split; [|now apply IH]; apply Forall_flat_map, Forall_forall; intros p Hp;
   destruct (gap_ok l s a b p Hs Hp) as (k & Hk & E); cbn in H1;
   assert (pvalue l p <> 0) by (rewrite E; apply Rmult_integral_contrapositive_currified; lra);
   constructor; [assumption|now apply factors_ok]).
Qed.

(* ---- equations, by cofactors times equations that are known *)

Definition cofactors := list (tree * tree * tree).
Fixpoint combination (cs : cofactors) : tree :=
  match cs with
  | nil => FEc 0%Z
  | (c, a, b) :: cs => FEadd (FEmul c (FEsub a b)) (combination cs)
  end.
Fixpoint equations (l : list R) (cs : cofactors) : Prop :=
  match cs with nil => True | (_, a, b) :: cs => value l a = value l b /\ equations l cs end.
Lemma combination_ok l cs : equations l cs -> value l (combination cs) = 0.
Proof.
induction cs as [|[[c a] b] cs IH]; [reflexivity|]; intros [H1 H2].
change (value l c * (value l a - value l b) + value l (combination cs) = 0).
rewrite H1, (IH H2); ring.
Qed.


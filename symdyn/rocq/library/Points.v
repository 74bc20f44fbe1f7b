(* Equivalences: a product that vanishes has a factor that does, and letters that equations give. *)
From Coq Require Import Bool Lra.
From Symdyn Require Export Signs.
Local Open Scope R_scope.

Fixpoint multiplied (fs : list tree) : tree :=
  match fs with nil => FEc 1%Z | f :: fs => FEmul f (multiplied fs) end.
Fixpoint some_zero (l : list R) (fs : list tree) : Prop :=
  match fs with nil => False | f :: fs => value l f = 0 \/ some_zero l fs end.
Lemma factor_vanishes l fs : value l (multiplied fs) = 0 -> some_zero l fs.
Proof.
induction fs as [|f fs IH]; cbn [multiplied some_zero].
- intros H; exact (R1_neq_R0 H).
- intros H; change (value l f * value l (multiplied fs) = 0) in H.
  apply Rmult_integral in H; destruct H as [H|H]; auto.
Qed.
Theorem one_vanishes l s fs (Hs : steps_hold l s) (Hf : known l fs) cs gs : equations l cs ->
  equal (nonzeros s fs) (taken s (multiplied gs)) (taken s (combination cs)) = true -> some_zero l gs.
Proof.
intros Hc H; apply factor_vanishes. apply (by_equation l s fs Hs Hf) in H.
now rewrite (combination_ok l cs Hc) in H.
Qed.

(* letters that equations give: their values go in behind all other steps *)
Definition given (s xs : steps) : steps := s ++ map (fun x => (fst x, taken s (snd x))) xs.
Lemma app_ok l s xs : steps_hold l s -> steps_hold l xs -> steps_hold l (s ++ xs).
Proof.
induction s as [|[i t] s IH]; cbn; intros Hs Hx; [exact Hx|]; destruct Hs; split; auto.
Qed.
Lemma given_ok l s xs : steps_hold l s -> steps_hold l xs -> steps_hold l (given s xs).
Proof.
intros Hs Hx; apply app_ok; [exact Hs|].
induction xs as [|[i t] xs IH]; [exact I|]. destruct Hx as [H1 H2]; split; [|now apply IH].
cbn [fst snd]; now rewrite (taken_ok l s _ Hs).
Qed.

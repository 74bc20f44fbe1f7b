(* Derivatives: the slope of a tree is computed by a function on trees, proved once from derivable_pt_lim. *)
From Coq Require Import Lra NArith Bool.
From Symdyn Require Export Series.
Local Open Scope R_scope.

(* atoms that are functions of one letter, and the trees of their slopes where they are known *)
Definition at_point (fs : list (R -> R)) (y : R) : list R := map (fun f => f y) fs.
Definition slopes := list (option tree).
Fixpoint slope_of (ds : slopes) (e : tree) : option tree :=
  match e with
  | FEX _ j => BinList.nth None j ds
  | FEadd a b => match slope_of ds a, slope_of ds b with Some x, Some y => Some (FEadd x y) | _, _ => None end
  | FEsub a b => match slope_of ds a, slope_of ds b with Some x, Some y => Some (FEsub x y) | _, _ => None end
  | FEmul a b =>
      match slope_of ds a, slope_of ds b with Some x, Some y => Some (FEadd (FEmul x b) (FEmul a y)) | _, _ => None end
  | FEopp a => match slope_of ds a with Some x => Some (FEopp x) | _ => None end
  | FEinv a => match slope_of ds a with Some x => Some (FEopp (FEdiv x (FEpow a 2))) | _ => None end
  | FEdiv a b =>
      match slope_of ds a, slope_of ds b with
      | Some x, Some y => Some (FEdiv (FEsub (FEmul x b) (FEmul y a)) (FEpow b 2))
      | _, _ => None
      end
  | FEpow a n =>
      match slope_of ds a with
      | Some x => Some (FEmul (FEmul (FEc (Z.of_N n)) (FEpow a (N.pred n))) x)
      | _ => None
      end
  | _ => Some FEO
  end.
Fixpoint denominators (e : tree) : list tree :=
  match e with
  | FEadd a b | FEsub a b | FEmul a b => denominators a ++ denominators b
  | FEopp a | FEpow a _ => denominators a
  | FEinv a => a :: denominators a
  | FEdiv a b => b :: denominators a ++ denominators b
  | _ => nil
  end.
Fixpoint slopes_hold (l : list R) (x : R) (fs : list (R -> R)) (ds : slopes) : Prop :=
  match fs, ds with
  | f :: fs, d :: ds =>
      match d with Some t => derivable_pt_lim f x (value l t) | None => True end /\ slopes_hold l x fs ds
  | nil, nil => True
  | _, _ => False
  end.

Lemma slope_inv g x l : g x <> 0 -> derivable_pt_lim g x l -> derivable_pt_lim (fun y => / g y) x (- (l / g x ^ 2)).
Proof.
intros H1 H2; replace (- (l / g x ^ 2)) with ((0 * g x - l * 1) / Rsqr (g x)) by (unfold Rsqr; field; exact H1).
apply (derivable_pt_lim_ext (fun y => 1 / g y)); [intros; unfold Rdiv; apply Rmult_1_l|].
apply (derivable_pt_lim_div (fun _ => 1) g); [apply derivable_pt_lim_const|exact H2|exact H1].
Qed.
Lemma slope_div g h x l m : h x <> 0 -> derivable_pt_lim g x l -> derivable_pt_lim h x m ->
  derivable_pt_lim (fun y => g y / h y) x ((l * h x - m * g x) / h x ^ 2).
Proof.
intros H1 H2 H3; replace ((l * h x - m * g x) / h x ^ 2) with ((l * h x - m * g x) / Rsqr (h x)) by (unfold Rsqr; field; exact H1).
now apply (derivable_pt_lim_div g h).
Qed.
Lemma slope_pow g x l n : derivable_pt_lim g x l ->
  derivable_pt_lim (fun y => g y ^ N.to_nat n) x (IZR (Z.of_N n) * g x ^ N.to_nat (N.pred n) * l).
Proof.
intros H; rewrite N2Nat.inj_pred, <- N_nat_Z, <- INR_IZR_INZ.
apply (derivable_pt_lim_comp g (fun z => z ^ N.to_nat n)); auto using derivable_pt_lim_pow.
Qed.
Theorem slope_index x n : derivable_pt_lim (fun y => y ^ n) x (INR n * x ^ (n - 1)).
Proof.
rewrite Nat.sub_1_r; apply derivable_pt_lim_pow.
Qed.
Lemma jump_map (A B : Type) (f : A -> B) : forall p k, BinList.jump p (map f k) = map f (BinList.jump p k).
Proof.
assert (T : forall k, tl (map f k) = map f (tl k)) by (intros [|a k]; reflexivity).
induction p as [p IH|p IH|]; intros k; cbn [BinList.jump]; rewrite ?T, ?IH, ?IH; now auto.
Qed.
Lemma slopes_tl l x fs ds : slopes_hold l x fs ds -> slopes_hold l x (tl fs) (tl ds).
Proof. destruct fs, ds; cbn; tauto. Qed.
Lemma slopes_jump l x : forall p fs ds, slopes_hold l x fs ds ->
  slopes_hold l x (BinList.jump p fs) (BinList.jump p ds).
Proof. induction p; intros fs ds H; cbn [BinList.jump]; auto using slopes_tl. Qed.
Lemma slope_atom l x d : forall j fs ds, slopes_hold l x fs ds -> BinList.nth None j ds = Some d ->
  derivable_pt_lim (fun y => BinList.nth 0 j (at_point fs y)) x (value l d).
Proof.
assert (T : forall fs y, tl (at_point fs y) = at_point (tl fs) y) by (intros [|f fs] y; reflexivity).
induction j as [j IH|j IH|]; intros fs ds H E; cbn [BinList.nth] in E.
- apply (derivable_pt_lim_ext (fun y => BinList.nth 0 j (at_point (BinList.jump j (tl fs)) y))).
  + intros y; cbn [BinList.nth]; unfold at_point; now rewrite <- jump_map, (T fs y : tl (map _ fs) = _).
  + apply (IH _ _ (slopes_jump l x j _ _ (slopes_tl l x _ _ H)) E).
- apply (derivable_pt_lim_ext (fun y => BinList.nth 0 j (at_point (BinList.jump j fs) y))).
  + intros y; cbn [BinList.nth]; unfold at_point; now rewrite <- jump_map.
  + apply (IH _ _ (slopes_jump l x j _ _ H) E).
- destruct ds as [|[t|] ds], fs as [|f fs]; cbn in *; try easy. injection E as <-; tauto.
Qed.

Section Slope.
Variables (fs : list (R -> R)) (ds : slopes) (x : R).
Hypothesis Hd : slopes_hold (at_point fs x) x fs ds.
Theorem slope_ok e : forall d, slope_of ds e = Some d ->
  Forall (fun t => value (at_point fs x) t <> 0) (denominators e) ->
  derivable_pt_lim (fun y => value (at_point fs y) e) x (value (at_point fs x) d).
Proof.
induction e as [| |c|j|a IHa b IHb|a IHa b IHb|a IHa b IHb|a IHa|a IHa|a IHa b IHb|a IHa n];
  cbn [slope_of denominators]; intros d E H.
1-3: injection E as <-; apply derivable_pt_lim_const.
- now apply (slope_atom _ _ d j fs ds).
- destruct (slope_of ds a) as [u|], (slope_of ds b) as [v|]; try discriminate; injection E as <-.
  apply Forall_app in H; apply derivable_pt_lim_plus; [apply IHa|apply IHb]; tauto.
- destruct (slope_of ds a) as [u|], (slope_of ds b) as [v|]; try discriminate; injection E as <-.
  apply Forall_app in H; apply derivable_pt_lim_minus; [apply IHa|apply IHb]; tauto.
- destruct (slope_of ds a) as [u|], (slope_of ds b) as [v|]; try discriminate; injection E as <-.
  apply Forall_app in H. apply (derivable_pt_lim_mult (fun y => value (at_point fs y) a) (fun y => value (at_point fs y) b));
    [apply IHa|apply IHb]; tauto.
- destruct (slope_of ds a) as [u|]; try discriminate; injection E as <-. apply derivable_pt_lim_opp; auto.
- destruct (slope_of ds a) as [u|]; try discriminate; injection E as <-. inversion H as [|? ? H1 H2]; subst.
  apply (slope_inv (fun y => value (at_point fs y) a)); auto.
- destruct (slope_of ds a) as [u|], (slope_of ds b) as [v|]; try discriminate; injection E as <-.
  inversion H as [|? ? H1 H2]; subst; apply Forall_app in H2.
  apply (slope_div (fun y => value (at_point fs y) a) (fun y => value (at_point fs y) b)); [exact H1|apply IHa|apply IHb]; tauto.
- destruct (slope_of ds a) as [u|]; try discriminate; injection E as <-.
  apply (slope_pow (fun y => value (at_point fs y) a)); auto.
Qed.
End Slope.

(* the trees of the atoms at the point *)
Fixpoint put_in (v : list tree) (e : tree) : tree :=
  match e with
  | FEX _ j => BinList.nth FEO j v
  | FEadd a b => FEadd (put_in v a) (put_in v b)
  | FEsub a b => FEsub (put_in v a) (put_in v b)
  | FEmul a b => FEmul (put_in v a) (put_in v b)
  | FEopp a => FEopp (put_in v a)
  | FEinv a => FEinv (put_in v a)
  | FEdiv a b => FEdiv (put_in v a) (put_in v b)
  | FEpow a n => FEpow (put_in v a) n
  | _ => e
  end.
Fixpoint trees_hold (l k : list R) (v : list tree) : Prop :=
  match k, v with
  | a :: k, t :: v => a = value l t /\ trees_hold l k v
  | nil, nil => True
  | _, _ => False
  end.
Lemma trees_map l : forall k v, trees_hold l k v -> k = map (value l) v.
Proof. induction k as [|a k IH]; intros [|t v] H; try easy; destruct H as [-> H]; cbn; now rewrite <- (IH v H). Qed.
Lemma put_in_ok l k v e : trees_hold l k v -> value l (put_in v e) = value k e.
Proof.
intros H; rewrite (trees_map l k v H); clear H k. unfold value; induction e; cbn [put_in FEeval]; rewrite ?IHe, ?IHe1, ?IHe2; try reflexivity.
revert v; induction p as [p IH|p IH|]; intros v; cbn [BinList.nth].
- rewrite IH, <- jump_map; destruct v; reflexivity.
- rewrite IH, <- jump_map; reflexivity.
- destruct v; reflexivity.
Qed.

(* near a point: the hypotheses of what is used there are open *)
Definition Near (x : R) (P : R -> Prop) : Prop := exists d, 0 < d /\ forall y, Rabs (y - x) < d -> P y.
Lemma near_all x : Near x (fun _ => True).
Proof. exists 1; split; [exact Rlt_0_1|auto]. Qed.
Lemma near_and x (P Q : R -> Prop) : Near x P -> Near x Q -> Near x (fun y => P y /\ Q y).
Proof.
intros (d & Hd & HP) (e & He & HQ); exists (Rmin d e); split; [now apply Rmin_pos|]; intros y Hy; split.
- apply HP; eapply Rlt_le_trans; [exact Hy|apply Rmin_l].
- apply HQ; eapply Rlt_le_trans; [exact Hy|apply Rmin_r].
Qed.
Lemma near_positive g x l : derivable_pt_lim g x l -> 0 < g x -> Near x (fun y => 0 < g y).
Proof.
intros H P. assert (C : continuity_pt g x) by (apply derivable_continuous_pt; now exists l).
destruct (C (g x) P) as (d & Hd & HC); exists d; split; [exact Hd|]; intros y Hy.
destruct (Req_dec x y) as [<-|N]; [exact P|].
specialize (HC y (conj (conj I N) Hy)). unfold dist in HC; cbn in HC; unfold R_dist in HC.
apply Rabs_def2 in HC; lra.
Qed.
Section Near.
Variables (l : list R) (s : steps) (fs : list fact).
Hypotheses (Hs : steps_hold l s) (Hf : known l fs).
Variables (F : list (R -> R)) (ds : slopes) (v : list tree) (x : R).
Hypotheses (Hd : slopes_hold (at_point F x) x F ds) (Hv : trees_hold l (at_point F x) v).
Definition smooth (e : tree) : bool :=
  match slope_of ds e with Some _ => true | None => false end &&
  forallb (fun t => apart s fs (put_in v t) (FEc 0%Z)) (denominators e).
Lemma smooth_ok e : smooth e = true -> exists d, slope_of ds e = Some d /\
  derivable_pt_lim (fun y => value (at_point F y) e) x (value (at_point F x) d).
Proof.
unfold smooth; intros H; apply andb_prop in H; destruct H as [H1 H2].
destruct (slope_of ds e) as [d|] eqn:E; [|discriminate]. exists d; split; [reflexivity|].
apply (slope_ok F ds x Hd e d E). apply Forall_forall; intros t Ht.
rewrite <- (put_in_ok l _ v t Hv). apply (known_ne l s fs Hs Hf (put_in v t) (FEc 0%Z)).
exact (proj1 (forallb_forall _ _) H2 t Ht).
Qed.
Theorem near_gt a b : smooth (FEsub a b) = true -> value (at_point F x) b < value (at_point F x) a ->
  Near x (fun y => value (at_point F y) b < value (at_point F y) a).
Proof.
intros H P; destruct (smooth_ok _ H) as (d & _ & D).
destruct (near_positive _ x _ D) as (e & He & HN).
- change (0 < value (at_point F x) a - value (at_point F x) b); lra.
- exists e; split; [exact He|]; intros y Hy; specialize (HN y Hy).
  change (0 < value (at_point F y) a - value (at_point F y) b) in HN; lra.
Qed.
Theorem near_ne a b : smooth (FEsub a b) = true -> value (at_point F x) a <> value (at_point F x) b ->
  Near x (fun y => value (at_point F y) a <> value (at_point F y) b).
Proof.
intros H P; destruct (smooth_ok _ H) as (d & _ & D).
assert (D2 : derivable_pt_lim (fun y => value (at_point F y) (FEsub a b) * value (at_point F y) (FEsub a b)) x
  (value (at_point F x) d * value (at_point F x) (FEsub a b) + value (at_point F x) (FEsub a b) * value (at_point F x) d))
  by exact (derivable_pt_lim_mult _ _ x _ _ D D).
destruct (near_positive _ x _ D2) as (e & He & HN).
- apply Rsqr_pos_lt. change (value (at_point F x) a - value (at_point F x) b <> 0); lra.
- exists e; split; [exact He|]; intros y Hy E; specialize (HN y Hy).
  change (0 < (value (at_point F y) a - value (at_point F y) b) * (value (at_point F y) a - value (at_point F y) b)) in HN.
  rewrite E, Rminus_diag_eq, Rmult_0_l in HN by reflexivity; lra.
Qed.
Definition slope (e : tree) : tree := match slope_of ds e with Some d => put_in v d | None => FEO end.
Theorem by_slope (P : R -> Prop) (g : R -> R) e : Near x P -> (forall y, P y -> g y = value (at_point F y) e) ->
  smooth e = true -> derivable_pt_lim g x (value l (slope e)).
Proof.
intros (d & Hd' & HP) E H; destruct (smooth_ok e H) as (t & Ht & D).
unfold slope; rewrite Ht, (put_in_ok l _ v t Hv). intros eps He; destruct (D eps He) as [k Hk].
assert (Hm : 0 < Rmin k d) by (apply Rmin_pos; [apply cond_pos|exact Hd']).
exists (mkposreal _ Hm); cbn; intros h h0 Hh. rewrite (E (x + h)), (E x).
- apply Hk; [exact h0|]; eapply Rlt_le_trans; [exact Hh|apply Rmin_l].
- apply HP; rewrite Rminus_diag_eq, Rabs_R0 by reflexivity; exact Hd'.
- apply HP; replace (x + h - x) with h by ring; eapply Rlt_le_trans; [exact Hh|apply Rmin_r].
Qed.
End Near.

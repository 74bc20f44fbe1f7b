(* Powers with an index: exponents are linear forms in natural numbers, and bases are products.

   A difference of natural numbers is read as one of integers only where the form of its value has no
   negative coefficient; so 3 - 5 is never taken for -2. *)
From Coq Require Import Bool Lra Lia NArith.
From Symdyn Require Export Signs.
Local Open Scope R_scope.

Inductive index := At (i : nat) | Count (n : nat) | Plus (a b : index) | Times (n : nat) (a : index) | Less (a b : index).
Fixpoint index_value (v : list nat) (e : index) : nat :=
  match e with
  | At i => nth i v O
  | Count n => n
  | Plus a b => index_value v a + index_value v b
  | Times n a => n * index_value v a
  | Less a b => index_value v a - index_value v b
  end%nat.

(* a form: the constant, then the coefficients of the natural numbers it is written in *)
Definition form := list nat.
Fixpoint form_value (x : list nat) (f : form) : nat :=
  match f, x with c :: f, a :: x => (c * a + form_value x f)%nat | _, _ => O end.
Fixpoint form_plus (f g : form) : form :=
  match f, g with a :: f, b :: g => (a + b)%nat :: form_plus f g | nil, _ => g | _, nil => f end.
Fixpoint form_less (f g : form) : option form :=
  match f, g with
  | _, nil => Some f
  | nil, b :: g => if Nat.eqb b 0 then form_less nil g else None
  | a :: f, b :: g =>
      if Nat.leb b a then match form_less f g with Some h => Some ((a - b)%nat :: h) | None => None end else None
  end.
(* what each natural number is in the new ones *)
Fixpoint form_of (s : list form) (e : index) : option form :=
  match e with
  | At i => nth_error s i
  | Count n => Some [n]
  | Plus a b => match form_of s a, form_of s b with Some f, Some g => Some (form_plus f g) | _, _ => None end
  | Times n a => match form_of s a with Some f => Some (map (Nat.mul n) f) | None => None end
  | Less a b => match form_of s a, form_of s b with Some f, Some g => form_less f g | _, _ => None end
  end.
Fixpoint forms_hold (x : list nat) (v : list nat) (s : list form) : Prop :=
  match v, s with
  | a :: v, f :: s => a = form_value (1%nat :: x) f /\ forms_hold x v s
  | _, nil => True
  | nil, _ => False
  end.

Lemma plus_value x : forall f g, form_value x (form_plus f g) = (form_value x f + form_value x g)%nat.
Proof.
induction x as [|a x IH]; intros [|b f] [|c g]; cbn; try reflexivity; try lia. rewrite IH; lia.
Qed.
Lemma times_value n : forall x f, form_value x (map (Nat.mul n) f) = (n * form_value x f)%nat.
Proof. induction x as [|a x IH]; intros [|b f]; cbn; try lia. rewrite IH; lia. Qed.
Lemma less_value : forall x f g h, form_less f g = Some h ->
  (form_value x h = form_value x f - form_value x g /\ form_value x g <= form_value x f)%nat.
Proof.
induction x as [|a x IH]; intros f g h H.
- destruct f, g, h; cbn; lia.
- destruct f as [|b f], g as [|c g]; cbn in H.
  + injection H as <-; cbn; lia.
  + destruct (Nat.eqb_spec c 0) as [->|]; [|discriminate]. destruct (IH _ _ _ H) as [E L].
    assert (Z : forall g' h', form_less nil g' = Some h' -> h' = nil).
    { induction g' as [|k g' IHg]; cbn; intros h' G; [congruence|]. destruct (Nat.eqb k 0); [auto|discriminate]. }
    apply Z in H; subst h. assert (form_value x nil = O) by (destruct x; reflexivity). cbn [form_value]; lia.
  + injection H as <-; cbn; lia.
  + destruct (Nat.leb_spec c b); [|discriminate]. destruct (form_less f g) as [k|] eqn:E; [|discriminate].
    injection H as <-; destruct (IH _ _ _ E) as [V L]; cbn. rewrite V, Nat.mul_sub_distr_r.
    assert (c * a <= b * a)%nat by (apply Nat.mul_le_mono_r; lia). lia.
Qed.
Lemma forms_at x : forall s v i f, forms_hold x v s -> nth_error s i = Some f -> nth i v O = form_value (1%nat :: x) f.
Proof.
induction s as [|g s IH]; intros v [|i] f H E; try discriminate; destruct v as [|a v]; try easy; destruct H as [H1 H2].
- injection E as <-; exact H1.
- exact (IH v i f H2 E).
Qed.
Lemma form_ok x v s e : forall f, forms_hold x v s -> form_of s e = Some f ->
  index_value v e = form_value (1%nat :: x) f.
Proof.
induction e as [i|n|a IHa b IHb|n a IHa|a IHa b IHb]; cbn [form_of index_value]; intros f Hs H.
- exact (forms_at x s v i f Hs H).
- injection H as <-; cbn. destruct x; cbn; lia.
- destruct (form_of s a) as [fa|], (form_of s b) as [fb|]; try discriminate; injection H as <-.
  now rewrite plus_value, (IHa fa), (IHb fb).
- destruct (form_of s a) as [fa|]; try discriminate; injection H as <-.
  now rewrite times_value, (IHa fa).
- destruct (form_of s a) as [fa|], (form_of s b) as [fb|]; try discriminate.
  destruct (less_value (1%nat :: x) fa fb f H) as [E _]. now rewrite E, (IHa fa), (IHb fb).
Qed.

(* a base to such an exponent: the base to each of the new numbers is a tree *)
Fixpoint power_tree (f : form) (ts : list tree) : tree :=
  match f, ts with
  | c :: f, t :: ts =>
      match c with
      | O => power_tree f ts
      | S O => match f with nil => t | _ => FEmul t (power_tree f ts) end
      | _ => FEmul (FEpow t (N.of_nat c)) (power_tree f ts)
      end
  | _, _ => FEc 1%Z
  end.
Fixpoint bases_hold (l : list R) (b : R) (x : list nat) (ts : list tree) : Prop :=
  match x, ts with
  | a :: x, t :: ts => b ^ a = value l t /\ bases_hold l b x ts
  | nil, nil => True
  | _, _ => False
  end.
Lemma power_tree_ok l b : forall f x ts, bases_hold l b x ts -> b ^ form_value x f = value l (power_tree f ts).
Proof.
induction f as [|c f IH]; intros [|a x] [|t ts] H; try easy; destruct H as [H1 H2]; cbn [form_value power_tree].
rewrite pow_add, (IH x ts H2), Nat.mul_comm, pow_mult, H1.
destruct c as [|[|c]].
- rewrite pow_O; ring.
- rewrite pow_1. destruct f; [|reflexivity]. change (value l t * 1 = value l t); ring.
- change (value l (FEmul (FEpow t (N.of_nat (S (S c)))) (power_tree f ts)))
    with (value l t ^ N.to_nat (N.of_nat (S (S c))) * value l (power_tree f ts)).
  now rewrite Nat2N.id.
Qed.

(* natural numbers that are given by others: the others first, each with its own form *)
Fixpoint units (before after : nat) : list form :=
  match after with O => nil | S n => (repeat O (S before) ++ [1%nat]) :: units (S before) n end.
Fixpoint given_by (x ys : list nat) (es : list index) : Prop :=
  match ys, es with
  | y :: ys, e :: es => y = index_value x e /\ given_by x ys es
  | nil, nil => True
  | _, _ => False
  end.
Fixpoint forms_of (n : nat) (es : list index) : option (list form) :=
  match es with
  | nil => Some nil
  | e :: es => match form_of (units O n) e, forms_of n es with Some f, Some s => Some (f :: s) | _, _ => None end
  end.
Definition form_under (n : nat) (es : list index) (e : index) : option form :=
  match forms_of n es with Some s => form_of (units O n ++ s) e | None => None end.
Lemma zeros_value : forall n x g, form_value x (repeat O n ++ g) = form_value (skipn n x) g.
Proof.
induction n as [|n IH]; intros x g; [reflexivity|]; destruct x as [|a x]; cbn [repeat app form_value skipn].
- destruct g; reflexivity.
- now rewrite IH.
Qed.
Lemma units_ok : forall w v, forms_hold (v ++ w) w (units (length v) (length w)).
Proof.
induction w as [|a w IH]; intros v; cbn [length units forms_hold]; [exact I|]; split.
- change (1%nat :: v ++ a :: w) with ((1%nat :: v) ++ a :: w).
  rewrite zeros_value. change (S (length v)) with (length (1%nat :: v)).
  rewrite skipn_app, skipn_all, Nat.sub_diag. cbn; destruct w; cbn; lia.
- specialize (IH (v ++ [a])). rewrite app_length in IH; cbn [length] in IH.
  rewrite Nat.add_1_r, <- app_assoc in IH; exact IH.
Qed.
Lemma together x : forall v s ys t, length v = length s -> forms_hold x v s -> forms_hold x ys t -> forms_hold x (v ++ ys) (s ++ t).
Proof.
induction v as [|a v IH]; intros [|f s] ys t L H1 H2; try discriminate; [exact H2|].
destruct H1; split; [assumption|]. apply IH; auto.
Qed.
Lemma units_length : forall n k, length (units k n) = n.
Proof. induction n; cbn; intros; [reflexivity|]; now rewrite IHn. Qed.
Lemma under_ok x ys es e f : given_by x ys es -> form_under (length x) es e = Some f ->
  index_value (x ++ ys) e = form_value (1%nat :: x) f.
Proof.
unfold form_under; destruct (forms_of _ es) as [s|] eqn:E; [|discriminate]; intros H F.
refine (form_ok x _ _ e f _ F). apply together; [now rewrite units_length|exact (units_ok x nil)|].
clear F e f; revert ys s H E; induction es as [|e es IH]; intros [|y ys] s H E; try easy; cbn [forms_of] in E.
- injection E as <-; exact I.
- destruct (form_of _ e) as [g|] eqn:G; [|discriminate]; destruct (forms_of _ es) as [t|]; [|discriminate].
  injection E as <-; destruct H as [-> H]; split; [|now apply IH].
  exact (form_ok x x _ e g (units_ok x nil) G).
Qed.
Theorem by_exponent l x ys es e b t ts f : given_by x ys es -> form_under (length x) es e = Some f ->
  b = value l t -> bases_hold l b x ts -> b ^ index_value (x ++ ys) e = value l (power_tree f (t :: ts)).
Proof.
intros Hs H E Hb; rewrite (under_ok x ys es e f Hs H). apply power_tree_ok; split; [now rewrite pow_1|exact Hb].
Qed.
(* a number of terms i + r + 1, solved for the number that it is less or more than *)
Lemma took n a y : (n - a = y + 1)%nat -> n = (y + a + 1)%nat. Proof. lia. Qed.
Lemma added n y : (n + 1 = y + 1)%nat -> n = y. Proof. lia. Qed.
Theorem solved_index x n a b f : n = index_value x a ->
  form_of (units O (length x)) a = Some f -> form_of (units O (length x)) b = Some f -> n = index_value x b.
Proof.
intros -> Ha Hb. rewrite (form_ok x x _ a f (units_ok x nil) Ha); symmetry.
exact (form_ok x x _ b f (units_ok x nil) Hb).
Qed.

(* an index as a real number *)
Fixpoint index_tree (f : form) (ts : list tree) : tree :=
  match f, ts with
  | c :: f, t :: ts => FEadd (FEmul (FEc (Z.of_nat c)) t) (index_tree f ts)
  | _, _ => FEc 0%Z
  end.
Fixpoint indices_hold (l : list R) (x : list nat) (ts : list tree) : Prop :=
  match x, ts with
  | a :: x, t :: ts => INR a = value l t /\ indices_hold l x ts
  | nil, nil => True
  | _, _ => False
  end.
Lemma index_tree_ok l : forall f x ts, indices_hold l x ts -> INR (form_value x f) = value l (index_tree f ts).
Proof.
induction f as [|c f IH]; intros [|a x] [|t ts] H; try easy; destruct H as [H1 H2]; cbn [form_value index_tree].
rewrite plus_INR, mult_INR, (IH x ts H2), H1, INR_IZR_INZ; reflexivity.
Qed.
Theorem by_index l x ys es e ts f : given_by x ys es -> form_under (length x) es e = Some f -> indices_hold l x ts ->
  INR (index_value (x ++ ys) e) = value l (index_tree f (FEc 1%Z :: ts)).
Proof.
intros Hs H Hb; rewrite (under_ok x ys es e f Hs H). apply index_tree_ok; split; [reflexivity|exact Hb].
Qed.

(* a product to a power with an index: rows are a base, its exponent, and the tree of its power *)
Definition rows := list (tree * Z * tree).
Fixpoint rows_base (r : rows) : tree :=
  match r with nil => FEc 1%Z | (a, n, _) :: r => FEmul (powered a n) (rows_base r) end.
Fixpoint rows_power (r : rows) : tree :=
  match r with nil => FEc 1%Z | (_, n, p) :: r => FEmul (powered p n) (rows_power r) end.
Fixpoint rows_hold (l : list R) (n : nat) (r : rows) : Prop :=
  match r with nil => True | (a, _, p) :: r => value l a ^ n = value l p /\ rows_hold l n r end.
Lemma powered_pow l a p z n : value l a ^ n = value l p -> value l (powered a z) ^ n = value l (powered p z).
Proof.
intros H; destruct z as [|m|m]; cbn [powered].
- apply pow1.
- change ((value l a ^ N.to_nat (Npos m)) ^ n = value l p ^ N.to_nat (Npos m)).
  rewrite <- H, <- !pow_mult, Nat.mul_comm; reflexivity.
- change ((/ (value l a ^ N.to_nat (Npos m))) ^ n = / (value l p ^ N.to_nat (Npos m))).
  rewrite pow_inv, <- H, <- !pow_mult, Nat.mul_comm; reflexivity.
Qed.
Theorem by_rows l s fs (Hs : steps_hold l s) (Hf : known l fs) b r n : rows_hold l n r ->
  equal (nonzeros s fs) (taken s b) (taken s (rows_base r)) = true -> value l b ^ n = value l (rows_power r).
Proof.
intros Hr H; apply (by_equation l s fs Hs Hf) in H; rewrite H; clear H.
induction r as [|[[a z] p] r IH]; cbn [rows_base rows_power]; [apply pow1|].
destruct Hr as [H1 H2]. change ((value l (powered a z) * value l (rows_base r)) ^ n
  = value l (powered p z) * value l (rows_power r)).
rewrite Rpow_mult_distr, (IH H2), (powered_pow l a p z n H1); reflexivity.
Qed.

(* a factor of what is nonzero *)
Theorem factor_ne l s fs (Hs : steps_hold l s) (Hf : known l fs) a b :
  apart s fs (FEmul a b) (FEc 0%Z) = true -> value l a <> 0.
Proof.
intros H; apply (known_ne l s fs Hs Hf) in H; intros E; apply H.
change (value l a * value l b = 0); rewrite E; apply Rmult_0_l.
Qed.
(* an index that is known to be large is another one and a number *)
Theorem above n c : INR n >= IZR (Z.of_nat c) -> n = (n - c + c)%nat.
Proof.
intros H; rewrite <- INR_IZR_INZ in H; apply Rge_le, INR_le in H; lia.
Qed.

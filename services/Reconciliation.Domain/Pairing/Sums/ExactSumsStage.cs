namespace Reconciliation.Domain;

/// <summary>
/// Stage 4, exact sums at one professional and day: a complementary line is the sum of several RO lines, or an RO line the sum of several
/// lines of one contract. All open lines are tried first, then all of one statement, then every combination; a set is taken if it is the
/// only one, and if no unlike line needs one of its lines.
/// </summary>
internal static class ExactSumsStage
{
    /// <summary>The most open lines of each part of which combinations are tried; more wait for an agent.</summary>
    public const int OpenLignesMax = 12;

    /// <summary>The most units of open lines of each part at one place of which any sum is tried; more wait for an agent.</summary>
    public const int OpenUnitsMax = 200;

    /// <summary>Brings together lines that add up.</summary>
    /// <param name="groups">The groups.</param>
    public static void Run(LigneGroups groups)
    {
        var awaiting = groups.AwaitingRo();
        var named = groups.Named.Where(n => n.Rc.MontantRoDeclare is { } declare && declare > Somme(groups[n.Ro.Id].Ro)).ToList();
        if (awaiting.Count + named.Count == 0)
        {
            return;
        }

        var ro = groups.Ro.Where(r => !groups[r.Id].IsAmbiguous).ToLookup(Place);
        foreach (var contrat in awaiting.Concat(named.Select(n => n.Rc)).Select(rc => rc.Contrat).Distinct().Order(StringComparer.Ordinal))
        {
            var ofContrat = awaiting.Where(rc => rc.Contrat == contrat).ToLookup(Place);
            var naming = named.Where(n => n.Rc.Contrat == contrat).ToLookup(n => Place(n.Ro));
            foreach (var place in ofContrat.Select(p => p.Key).Union(naming.Select(p => p.Key)).Where(ro.Contains))
            {
                new SumsOfOnePlace(groups, contrat, [.. ro[place]], [.. ofContrat[place]], [.. naming[place]]).Settle();
            }
        }

        static (DateOnly, string) Place(Ligne l) => (l.DateSoin, l.ProfessionnelId);
    }

    private static Montant Somme(List<LigneRo> ro) => Montant.Somme(ro.Select(r => r.Montant));
}

/// <summary>The exact sums among the RO lines of one professional and day and the lines of one contract.</summary>
internal sealed class SumsOfOnePlace(
    LigneGroups groups,
    string contrat,
    List<LigneRo> ro,
    List<LigneComplementaire> complementaire,
    List<(LigneComplementaire Rc, LigneRo Ro)> named)
{
    /// <summary>Tries each rule until it finds no more.</summary>
    public void Settle()
    {
        foreach (var rule in new Func<SumClaim, SumOptions>[] { AllOpen, OneDecompte, Combination })
        {
            while (SettleOnce(rule))
            {
            }
        }
    }

    private static SumOptions AllOpen(SumClaim claim) => claim.Fits(claim.Open) ? SumOptions.Single(claim.Open) : SumOptions.None;

    private static SumOptions OneDecompte(SumClaim claim)
    {
        var fitting = claim.Open.Where(u => u.Decompte is not null).GroupBy(u => u.Decompte).Select(g => g.ToList()).Where(claim.Fits)
            .ToList();
        return fitting.Count == 0 ? SumOptions.None
            : fitting.Skip(1).Aggregate(SumOptions.Single(fitting[0]), (all, units) => all.Or(SumOptions.Single(units)));
    }

    private SumOptions Combination(SumClaim claim) => IsWithinBound ? claim.Search() : SumOptions.None;

    private bool IsWithinBound { get; set; }

    private bool SettleOnce(Func<SumClaim, SumOptions> rule)
    {
        var roUnits = RoUnits();
        var rcUnits = RcUnits();
        if (Math.Max(roUnits.Count, rcUnits.Count) > ExactSumsStage.OpenUnitsMax)
        {
            return false;
        }

        IsWithinBound = roUnits.Sum(u => u.Lignes.Count) <= ExactSumsStage.OpenLignesMax
            && rcUnits.Sum(u => u.Lignes.Count) <= ExactSumsStage.OpenLignesMax;
        var claims = ClaimsOfRc(roUnits, rcUnits).Concat(ClaimsOfRo(roUnits, rcUnits)).Concat(ClaimsOfNamed(roUnits)).ToList();
        var kinds = claims.GroupBy(c => c.Likeness)
            .Select(kind => (kind.Key, Claims: kind.ToList(), Options: rule(kind.First())))
            .Where(kind => !kind.Options.IsNone)
            .ToList();
        var free = roUnits.Concat(rcUnits).ToList();
        var taken = false;
        var scarce = Scarce(kinds, free);
        foreach (var kind in kinds.Where(k => k.Options.Only is not null && !Contends(k, scarce)))
        {
            foreach (var claim in kind.Claims)
            {
                taken |= Take(claim, kind.Options, free);
            }
        }

        return taken;
    }

    // The kinds of units of which there are not enough for all claims, with what all of them need.
    private static Dictionary<Likeness, int> Scarce(
        List<(Likeness Key, List<SumClaim> Claims, SumOptions Options)> kinds, List<SumUnit> free)
    {
        var supply = free.CountBy(u => u.Likeness).ToDictionary();
        return kinds
            .SelectMany(kind => kind.Options.Needed.Keys.Append(kind.Key).Distinct(), (kind, unit) =>
                (Unit: unit, Needed: Demand(kind, unit)))
            .GroupBy(d => d.Unit, d => d.Needed)
            .Where(unit => unit.Sum() > supply.GetValueOrDefault(unit.Key))
            .ToDictionary(unit => unit.Key, unit => unit.Sum());
    }

    // Unlike claims contend for a kind of unit that they need, if there are not enough for all.
    private static bool Contends((Likeness Key, List<SumClaim> Claims, SumOptions Options) kind, Dictionary<Likeness, int> scarce) =>
        scarce.Count > 0
        && kind.Options.Needed.Keys.Append(kind.Key).Any(unit => scarce.TryGetValue(unit, out var all) && all > Demand(kind, unit));

    private static int Demand((Likeness Key, List<SumClaim> Claims, SumOptions Options) kind, Likeness unit) =>
        kind.Claims.Count * (kind.Options.Needed.GetValueOrDefault(unit) + (kind.Key == unit ? 1 : 0));

    private bool Take(SumClaim claim, SumOptions options, List<SumUnit> free)
    {
        var units = options.Units?.ToList()
            ?? options.Only!.SelectMany(o => free.Where(u => u.Likeness == o.Key && claim.Open.Contains(u)).Take(o.Value)).ToList();
        if (units.Count < options.Only!.Values.Sum() || !units.TrueForAll(free.Contains) || free.TrueForAll(u => u.First != claim.First)
            && claim.Base is null)
        {
            return false;
        }

        List<Ligne> lignes = [claim.First, .. units.Select(u => u.First)];
        if (groups.SeparatesAny(lignes))
        {
            return false;
        }

        groups.Unite([.. lignes.Select(l => l.Id)]);
        free.RemoveAll(u => u.First == claim.First || units.Contains(u));
        return true;
    }

    private List<SumUnit> RoUnits() =>
    [
        .. ro.Select(r => groups[r.Id]).Distinct()
            .Where(g => !g.IsAmbiguous && !g.Complementaire.Exists(c => c.Contrat == contrat))
            .Select(g => SumUnit.Of(ro.FindAll(r => ReferenceEquals(groups[r.Id], g)))),
    ];

    private List<SumUnit> RcUnits() =>
    [
        .. complementaire.Select(rc => groups[rc.Id]).Distinct()
            .Where(g => g.LooksForRo && g.Complementaire.TrueForAll(c => c.MontantRoDeclare is not null || c.Contrat != contrat))
            .Select(g => SumUnit.Of(complementaire.FindAll(rc => ReferenceEquals(groups[rc.Id], g)))),
    ];

    private IEnumerable<SumClaim> ClaimsOfRc(List<SumUnit> roUnits, List<SumUnit> rcUnits) => rcUnits
        .Where(u => u.First.Depense != Montant.Zero)
        .Select(u => new SumClaim(u.First, ((LigneComplementaire)u.First).MontantRoDeclare!.Value, u.First.Depense, null, u.Likeness,
            null, Open(u.First, roUnits)));

    private IEnumerable<SumClaim> ClaimsOfRo(List<SumUnit> roUnits, List<SumUnit> rcUnits) => roUnits
        .Where(u => u.Common is { } depense && depense != Montant.Zero)
        .Select(u => new SumClaim(u.First, u.Montant, u.Common!.Value, u.Common!.Value - u.Montant, u.Likeness, null, Open(u.First,
            rcUnits)));

    // A line that declares more than the RO line that it names takes others with it.
    private IEnumerable<SumClaim> ClaimsOfNamed(List<SumUnit> roUnits)
    {
        foreach (var (rc, of) in named)
        {
            var unit = SumUnit.Of(groups[of.Id].Ro);
            if (rc.MontantRoDeclare is { } declare && declare > unit.Montant && rc.Depense != Montant.Zero)
            {
                yield return new(rc, declare, rc.Depense, null, unit.Likeness with { Named = rc.Id }, unit, Open(rc, roUnits));
            }
        }
    }

    private List<SumUnit> Open(Ligne claim, List<SumUnit> units) => units.FindAll(u => groups.TakesIn(claim, u.First));
}

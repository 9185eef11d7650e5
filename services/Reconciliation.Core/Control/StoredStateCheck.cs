using System.Text.Json;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>Compares the stored state of some journées with the state that the facts give. Pure: a snapshot was read before.</summary>
internal sealed class StoredStateCheck
{
    private readonly ControlledState _state;
    private readonly HashSet<Journee> _journees;
    private readonly DateTimeOffset _now;
    private readonly short _currentFormat;
    private readonly FoldResult _fold;
    private readonly Dictionary<Guid, (ControlledSoin Soin, Contracts.Vue? Vue)> _stored;
    private readonly Dictionary<Guid, Soin> _soins;
    private readonly List<(Finding, Journee)> _differences = [];

    private StoredStateCheck(
        ControlledState state, IReadOnlyCollection<Journee> journees, Jugement judgement, DateTimeOffset now, VueFormats formats)
    {
        (_state, _journees, _now) = (state, [.. journees], now);
        _currentFormat = formats.Current;
        _fold = Fold.Run(state.State, judgement, now, formats, FoldPurpose.Check);
        _soins = _fold.Soins.ToDictionary(s => s.Id, s => s.Soin);
        _stored = state.Soins.GroupBy(s => s.SoinId).ToDictionary(g => g.Key, g => (g.First(), ReadVue(g.First().Vue)));
    }

    /// <summary>Examines journées.</summary>
    /// <param name="state">The state that a snapshot saw.</param>
    /// <param name="journees">The journées asked for; those tied to them are only read.</param>
    /// <param name="judgement">The policy.</param>
    /// <param name="now">The instant.</param>
    /// <param name="formats">The formats of views.</param>
    /// <exception cref="JsonException">A stored fact or view cannot be read.</exception>
    public static FoundDifference From(
        ControlledState state,
        IReadOnlyCollection<Journee> journees,
        Jugement judgement,
        DateTimeOffset now,
        VueFormats formats) =>
        new StoredStateCheck(state, journees, judgement, now, formats).Examine();

    private FoundDifference Examine()
    {
        foreach (var written in _fold.Changes.Soins.Where(s => _journees.Contains(s.Journee)))
        {
            Note(NatureOf(written), written.SoinId, written.Journee);
        }

        foreach (var (soin, vue) in _stored.Values.Where(s => _journees.Contains(s.Soin.Journee)))
        {
            ExamineLigne(soin, vue);
        }

        foreach (var journee in _state.WronglyTied)
        {
            var name = _state.State.Lignes.Where(l => l.Ligne.Journee == journee).Select(l => Name(l.Ligne)).FirstOrDefault();
            _differences.Add((new(FindingKind.Liens, null, name), journee));
        }

        var not = ExamineNonRattachees();
        var totals = AddUp(not);
        return new(
            _journees.Count,
            _state.State.Lignes.LongCount(l => _journees.Contains(l.Ligne.Journee)),
            _stored.Values.LongCount(s => _journees.Contains(s.Soin.Journee)),
            _state.State.Soins.LongCount(s => s.Echeance < _now),
            totals,
            [.. _differences.Distinct()]);
    }

    private FindingKind NatureOf(SoinToWrite written)
    {
        if (!_stored.ContainsKey(written.SoinId))
        {
            return FindingKind.Absent;
        }

        var known = _state.State.Soins.First(s => s.SoinId == written.SoinId);
        return written.Entry is not null ? known.VueFormat < _currentFormat ? FindingKind.Regles : FindingKind.Vue
            : known.Echeance != written.Echeance ? FindingKind.Echeance
            : FindingKind.Colonnes;
    }

    private void ExamineLigne(ControlledSoin s, Contracts.Vue? vue)
    {
        if (vue is null)
        {
            Note(FindingKind.Illisible, s.SoinId, s.Journee);
        }
        else if ((
            vue.SoinId, vue.Version, vue.AdherentId, vue.BeneficiaireId, vue.DateSoin, (Situation)vue.Situation, vue.RemplacePar,
            vue.MisAJourLe)
            != (s.SoinId, s.Version, s.AdherentId, s.Journee.BeneficiaireId, s.Journee.DateSoin, s.Situation, s.RemplacePar, s.MisAJourLe)
            || !Adherents(s).SetEquals(s.AutresAdherents))
        {
            Note(FindingKind.Colonnes, s.SoinId, s.Journee);
        }

        if (s.LastVersion != s.Version || s.LastVue != s.Vue)
        {
            Note(FindingKind.Journal, s.SoinId, s.Journee);
        }

        if (!s.AreVersionsContinuous || s.Entries != s.LastVersion)
        {
            Note(FindingKind.Versions, s.SoinId, s.Journee);
        }
    }

    // The other members that the lines of a soin name; none once it holds no line.
    private HashSet<string> Adherents(ControlledSoin s) =>
        _soins.TryGetValue(s.SoinId, out var soin) ? [.. soin.Lignes.Select(l => l.AdherentId).Where(a => a != s.AdherentId)] : [];

    // The lines that are in no soin and noted so.
    private HashSet<Ligne> ExamineNonRattachees()
    {
        var expectedOnes = _fold.NonRattachees.Where(l => _journees.Contains(l.Journee)).ToList();
        var noted = expectedOnes
            .Where(l => _state.NonRattachees.TryGetValue((l.Journee, l.Id.Canonical()), out var cents) && cents == l.Montant.Cents)
            .ToHashSet<Ligne>(ReferenceEqualityComparer.Instance);
        foreach (var ligne in expectedOnes.Where(l => !noted.Contains(l)))
        {
            _differences.Add((new(FindingKind.NonRattachees, null, Name(ligne)), ligne.Journee));
        }

        var knownOnes = expectedOnes.Select(l => (l.Journee, l.Id.Canonical())).ToHashSet();
        foreach (var (journee, surplus) in _state.NonRattachees.Keys
            .Where(l => _journees.Contains(l.Journee) && !knownOnes.Contains(l)).CountBy(l => l.Journee))
        {
            _differences.Add((new(FindingKind.NonRattachees, null, $"{surplus} en trop"), journee));
        }

        return noted;
    }

    private Dictionary<TotalKey, ControlTotal> AddUp(HashSet<Ligne> nonRattachees)
    {
        var inASoin = new Dictionary<Ligne, bool>(ReferenceEqualityComparer.Instance);
        foreach (var soin in _fold.Soins)
        {
            var stated = IsStated(soin);
            if (!stated && _journees.Contains(soin.Soin.Journee))
            {
                Note(FindingKind.Montants, soin.Id, soin.Soin.Journee);
            }

            foreach (var ligne in soin.Soin.Lignes)
            {
                inASoin[ligne] = stated;
            }
        }

        var outsideSoin = _fold.NonRattachees.ToHashSet(ReferenceEqualityComparer.Instance);
        var totals = _state.Sums.ToDictionary(s => s.Key, s => new ControlTotal(s.Value.Count, s.Value.Cents, 0, 0, 0));
        foreach (var stored in _state.State.Lignes.Where(l => _journees.Contains(l.Ligne.Journee)))
        {
            var ligne = stored.Ligne;
            var key = new TotalKey(ligne.Id.Part, ligne.Id.Source, Paris.Day(stored.RecuLe));
            var cents = ligne.Montant.Cents;
            totals[key] = totals.GetValueOrDefault(key) + (
                inASoin.TryGetValue(ligne, out var stated) ? new ControlTotal(0, 0, stated ? cents : 0, 0, 0)
                : outsideSoin.Contains(ligne) ? new ControlTotal(0, 0, 0, nonRattachees.Contains(ligne) ? cents : 0, 0)
                : new ControlTotal(0, 0, 0, 0, cents));
        }

        foreach (var (key, total) in totals.Where(t => t.Value.Ecart != 0))
        {
            _differences.Add((new(FindingKind.Totaux, null, ControlLabels.From(key)), _journees.First()));
        }

        return totals;
    }

    // Whether the stored view states exactly what the lines of the soin add up to: each part gross, what was held back, and what was paid.
    private bool IsStated(IdentifiedSoin identified)
    {
        if (!_stored.TryGetValue(identified.Id, out var stored) || stored.Vue is not { } vue)
        {
            return false;
        }

        var soin = identified.Soin;
        var sum = soin.Lignes.Sum(l => l.Montant.Cents);
        return Cents(VueMapper.Whole(vue.PartRo)) == Gross(soin.Ro)
            && Cents(VueMapper.Whole(vue.PartComplementaire)) == Gross(soin.Complementaire)
            && Cents(VueMapper.LignesTotal(vue)) == sum
            && Cents(vue.MontantTotal.AuCompte) + Cents(vue.MontantTotal.AuProfessionnel) + LeftOut(identified) == sum;

        long Gross(IEnumerable<Ligne> part) => part.Where(l => !soin.Retenues.Contains(l.Id)).Sum(l => l.Montant.Cents);
    }

    // The amount paid leaves out the lines of a day ahead. It also leaves out money held back from care that a professional was paid for,
    // where the account would fall below zero.
    private long LeftOut(IdentifiedSoin identified)
    {
        var echeance = _state.State.Soins.First(s => s.SoinId == identified.Id).Echeance;
        var at = echeance < _now ? echeance.Value : _now;
        var soin = identified.Soin;
        var ahead = soin.Lignes.Where(l => Paris.StartOfDay(l.PayeLe) > at).ToHashSet<Ligne>(ReferenceEqualityComparer.Instance);
        var account = soin.Lignes.Where(l => !ahead.Contains(l) && l.Destinataire == Destinataire.Assure).ToList();
        var held = -account.Where(l => soin.Retenues.Contains(l.Id)).Sum(l => l.Montant.Cents);
        var net = account.Sum(l => l.Montant.Cents);
        return ahead.Sum(l => l.Montant.Cents) + (net < 0 && held > 0 ? net - Math.Min(0, net + held) : 0);
    }

    private void Note(FindingKind nature, Guid soinId, Journee journee) => _differences.Add((new(nature, soinId), journee));

    // A line is named by the id that a soin of its own would have: the name is always the same, and it names no member.
    private static string Name(Ligne ligne) => SoinIdentification.SoinId(ligne.Id, ligne.Journee).ToString();

    private static long Cents(decimal? euros) => (long)((euros ?? 0) * 100m);

    private static Contracts.Vue? ReadVue(string vue)
    {
        try
        {
            return StoredJson.ReadVue(vue);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

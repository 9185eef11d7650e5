using Npgsql;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>What came of a walk over everything.</summary>
public sealed record Bilan
{
    public long Journees { get; init; }

    public long Lignes { get; init; }

    public long Soins { get; init; }

    /// <summary>Soins whose deadline has passed and that nobody has judged yet: no difference.</summary>
    public long Dus { get; init; }

    public IReadOnlyDictionary<CleDeTotal, Total> Totaux { get; init; } = new Dictionary<CleDeTotal, Total>();

    public IReadOnlyList<ReceptionComparee> Receptions { get; init; } = [];

    public IReadOnlyList<QuarantaineComparee> Quarantaine { get; init; } = [];

    public IReadOnlyList<Difference> Differences { get; init; } = [];

    /// <summary>Of the differences, those that rebuilding has removed.</summary>
    public IReadOnlyList<Difference> Reparees { get; init; } = [];
}

/// <summary>Walks over all journées in the order of their keys, several slices at a time, and checks them or makes them again.</summary>
/// <param name="source">The database.</param>
/// <param name="jugement">The policy.</param>
/// <param name="horloge">The clock.</param>
public sealed class Controleur(NpgsqlDataSource source, Jugement jugement, TimeProvider horloge)
{
    /// <summary>How many journées are read in one snapshot.</summary>
    public const int Tranche = 250;

    /// <summary>How many slices are looked at at a time.</summary>
    public const int TranchesSimultanees = 4;

    /// <summary>How often a slice is tried again that a busy or absent server did not let through.</summary>
    public const int EssaisMax = 10;

    private readonly Parcours _parcours = new(source);
    private readonly Verification _verification = new(source, jugement, horloge);

    /// <summary>How many lines there are.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<long> CompterLignesAsync(CancellationToken cancellationToken) => _parcours.CompterLignesAsync(cancellationToken);

    /// <summary>Checks everything and writes nothing.</summary>
    /// <param name="avance">Told how many lines are done.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Bilan> VerifierAsync(Action<long> avance, CancellationToken cancellationToken)
    {
        var bilan = await ParcourirAsync(Parcours.Debut, reconstruire: null, avance, cancellationToken);
        var receptions = await _parcours.ReceptionsAsync(cancellationToken);
        var quarantaine = await _parcours.QuarantaineAsync(cancellationToken);
        return bilan with
        {
            Receptions = receptions,
            Quarantaine = quarantaine,
            Differences =
            [
                .. bilan.Differences,
                .. (await _parcours.DisparusAsync(cancellationToken)).Select(id => new Difference(NatureDifference.Absent, id)).Except(bilan.Differences),
                .. receptions.Where(r => (r.Nouvelles, r.CentimesNotes) != (r.Lignes, r.Centimes)).Select(r => new Difference(NatureDifference.Reception, null, ControlLabels.De(r.Cle))),
                .. quarantaine.Where(q => q.Notes != q.Tenus).Select(q => new Difference(NatureDifference.Quarantaine, null, $"{ControlLabels.De(q.Part)} {q.Origine}")),
                .. await _parcours.RelaisAuDelaAsync(cancellationToken) ? [new Difference(NatureDifference.Relais, null)] : Array.Empty<Difference>(),
                .. await AccesAsync(cancellationToken),
            ],
        };
    }

    /// <summary>Checks everything and makes again what differs; goes on where an interrupted one stopped.</summary>
    /// <param name="reconciler">The one way in.</param>
    /// <param name="depuisLeDebut">Whether to begin anew.</param>
    /// <param name="avance">Told how many lines are done.</param>
    /// <param name="cancellationToken">Ends it after the slices in hand.</param>
    public async Task<Bilan> ReconstruireAsync(Reconciler reconciler, bool depuisLeDebut, Action<long> avance, CancellationToken cancellationToken)
    {
        var place = depuisLeDebut ? null : await _parcours.PlaceAsync(cancellationToken);
        var bilan = await ParcourirAsync(place ?? Parcours.Debut, reconciler, avance, cancellationToken);
        await _parcours.RetenirPlaceAsync(null, cancellationToken);
        return bilan;
    }

    internal static Constatation Reunir(Constatation a, Constatation b) => new(
        a.Journees + b.Journees,
        a.Lignes + b.Lignes,
        a.Soins + b.Soins,
        a.Dus + b.Dus,
        a.Totaux.Concat(b.Totaux).GroupBy(t => t.Key).ToDictionary(g => g.Key, g => g.Aggregate(default(Total), (somme, t) => somme + t.Value)),
        [.. a.Differences, .. b.Differences]);

    private async Task<Bilan> ParcourirAsync(Journee place, Reconciler? reconstruire, Action<long> avance, CancellationToken cancellationToken)
    {
        var somme = new Constatation(0, 0, 0, 0, new Dictionary<CleDeTotal, Total>(), []);
        var restantes = new List<Difference>();
        while (await VagueAsync(place, cancellationToken) is { Count: > 0 } vague)
        {
            var faites = await Task.WhenAll(vague.Select(tranche => FaireAsync(tranche, reconstruire, cancellationToken)));
            somme = faites.Aggregate(somme, (s, f) => Reunir(s, f.Trouve));
            restantes.AddRange(faites.SelectMany(f => f.Reste));
            place = vague[^1][^1];
            if (reconstruire is not null)
            {
                await _parcours.RetenirPlaceAsync(place, cancellationToken);
            }

            avance(somme.Lignes);
        }

        var differences = somme.Differences.Select(d => d.Difference).ToList();
        return new()
        {
            Journees = somme.Journees,
            Lignes = somme.Lignes,
            Soins = somme.Soins,
            Dus = somme.Dus,
            Totaux = somme.Totaux,
            Differences = differences,
            Reparees = reconstruire is null ? [] : [.. differences.Where(d => !restantes.Contains(d))],
        };
    }

    private async Task<IReadOnlyList<Journee[]>> VagueAsync(Journee apres, CancellationToken cancellationToken) =>
        [.. (await _parcours.ProchainesAsync(apres, Tranche * TranchesSimultanees, cancellationToken)).Chunk(Tranche)];

    private async Task<(Constatation Trouve, IReadOnlyList<Difference> Reste)> FaireAsync(
        Journee[] tranche, Reconciler? reconstruire, CancellationToken cancellationToken)
    {
        var trouve = await InsisterAsync(() => _verification.VerifierAsync(tranche, cancellationToken), horloge, cancellationToken);
        if (reconstruire is null || trouve.Differences.Count == 0)
        {
            return (trouve, []);
        }

        var journees = trouve.Differences.Select(d => d.Journee).Distinct().ToArray();
        foreach (var journee in journees)
        {
            await InsisterAsync(
                async () =>
                {
                    await ReconstruireAsync(reconstruire, journee, cancellationToken);
                    return true;
                },
                horloge,
                cancellationToken);
        }

        var reste = await InsisterAsync(() => _verification.VerifierAsync(tranche, cancellationToken), horloge, cancellationToken);
        return (trouve, [.. reste.Differences.Select(d => d.Difference)]);
    }

    // What cannot be read cannot be made again: it stays a difference.
    private static async Task ReconstruireAsync(Reconciler reconciler, Journee journee, CancellationToken cancellationToken)
    {
        try
        {
            await reconciler.ReconstruireAsync([journee], cancellationToken);
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or InvalidDataException or FormatException)
        {
            return;
        }
    }

    // Engines go on writing: a slice that meets a conflict, or a server that is away for a moment, is tried again.
    internal static async Task<T> InsisterAsync<T>(Func<Task<T>> action, TimeProvider horloge, CancellationToken cancellationToken)
    {
        for (var essai = 1; ; essai++)
        {
            try
            {
                return await action();
            }
            catch (Exception e) when (e is NpgsqlException && Pannes.EstPassagere(e) && essai < EssaisMax)
            {
                await Task.Delay(Verification.Pause * essai, horloge, cancellationToken);
            }
        }
    }

    private async Task<IEnumerable<Difference>> AccesAsync(CancellationToken cancellationToken) =>
        (await new Acces(source).VerifierAsync(null, cancellationToken)).Rupture is { } rupture
            ? [new Difference(NatureDifference.Acces, null, FormattableString.Invariant($"{rupture.Nature} {rupture.AccesId}"))]
            : [];
}

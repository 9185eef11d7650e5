using Npgsql;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>What one maintenance did, or would do.</summary>
public sealed record BilanDEntretien
{
    /// <summary>The months of the journal that were made ahead.</summary>
    public IReadOnlyList<string> MoisCrees { get; init; } = [];

    /// <summary>What went of journées.</summary>
    public Efface Journees { get; init; }

    /// <summary>Old journées that stay, for what is young or open in them or tied to them.</summary>
    public long Gardees { get; init; }

    /// <summary>The months of the journal that went.</summary>
    public IReadOnlyList<string> MoisRetires { get; init; } = [];

    /// <summary>Accesses that went.</summary>
    public long Acces { get; init; }

    /// <summary>Messages of quarantine that went.</summary>
    public long Quarantaine { get; init; }

    /// <summary>Whether the time was up before all was done: the next one goes on.</summary>
    public bool ResteAFaire { get; init; }
}

/// <summary>
/// The daily work of the owner of the database: months of the journal ahead, and retention. Nothing is remembered between two runs:
/// what was removed is gone, so an interrupted one is taken up by the next.
/// </summary>
/// <param name="source">The database, as its owner.</param>
/// <param name="effacement">Removes journées.</param>
/// <param name="durees">How long what is kept.</param>
/// <param name="horloge">The clock.</param>
public sealed class Entretien(NpgsqlDataSource source, Effacement effacement, DureesDeConservation durees, TimeProvider horloge)
{
    /// <summary>How many lines are looked at at a time: their journées are locked together.</summary>
    public const int Tranche = 200;

    private readonly Anciens _anciens = new(source);

    /// <summary>Does it.</summary>
    /// <param name="dureeMax">After this nothing new is begun.</param>
    /// <param name="essai">Whether only to count what would be done.</param>
    /// <param name="avance">Told how many journées have gone.</param>
    /// <param name="cancellationToken">Ends it after the batch in hand.</param>
    public async Task<BilanDEntretien> ExecuterAsync(
        TimeSpan dureeMax, bool essai, Action<long> avance, CancellationToken cancellationToken)
    {
        var (depart, maintenant) = (horloge.GetTimestamp(), horloge.GetUtcNow());
        bool EnRetard() => horloge.GetElapsedTime(depart) >= dureeMax;

        var crees = essai ? [] : await PartitionsDuJournal.CreerAsync(source, maintenant, cancellationToken);
        var (efface, gardees, fini) = await JourneesAsync(maintenant, essai, EnRetard, avance, cancellationToken);
        var retires = fini ? await MoisAsync(maintenant, essai, cancellationToken) : [];
        var quarantaine = await QuarantaineAsync(maintenant, essai, EnRetard, cancellationToken);
        var acces = new Acces(source);
        var accesAvant = maintenant.AddMonths(-durees.AccesMois);
        if (!essai)
        {
            await _anciens.ResumerReceptionsAsync(Paris.Debut(durees.PremierJour(maintenant)), cancellationToken);
        }

        return new()
        {
            MoisCrees = crees,
            Journees = efface,
            Gardees = gardees,
            MoisRetires = retires,
            Quarantaine = quarantaine,
            Acces = essai ? await acces.CompterAnciensAsync(accesAvant, cancellationToken) : await acces.PurgerAsync(accesAvant, cancellationToken),
            ResteAFaire = !fini || EnRetard(),
        };
    }

    private async Task<(Efface Efface, long Gardees, bool Fini)> JourneesAsync(
        DateTimeOffset maintenant, bool essai, Func<bool> enRetard, Action<long> avance, CancellationToken cancellationToken)
    {
        var (total, vues) = (default(Efface), 0L);
        var duJour = new HashSet<Journee>();
        for (PlaceDesAnciennes? place = PlaceDesAnciennes.Debut; place is { } apres;)
        {
            if (enRetard())
            {
                return (total, Math.Max(0, vues - total.Journees), false);
            }

            // The lines of one journée are apart, but on one day of the walk.
            var (trouvees, suivante) = await _anciens.JourneesAsync(apres, durees.PremierJour(maintenant), Tranche, cancellationToken);
            duJour.RemoveWhere(j => j.DateSoin < apres.DateSoin);
            var journees = trouvees.Where(duJour.Add).ToList();
            var (efface, _) = await Controleur.InsisterAsync(
                () => effacement.EffacerAsync(journees, n => Caducite.EstEchue(n, durees, maintenant), essai, cancellationToken), horloge, cancellationToken);
            (total, vues, place) = (total + efface, vues + journees.Count, suivante);
            avance(total.Journees);
        }

        return (total, Math.Max(0, vues - total.Journees), true);
    }

    // A month goes once its time is over. The few entries that are left in it then are of journées that stay.
    private async Task<IReadOnlyList<string>> MoisAsync(DateTimeOffset maintenant, bool essai, CancellationToken cancellationToken)
    {
        var retires = new List<string>();
        foreach (var mois in await PartitionsDuJournal.AnciennesAsync(source, Paris.Debut(durees.PremierJour(maintenant)), cancellationToken))
        {
            if (essai || await PartitionsDuJournal.RetirerAsync(source, mois, cancellationToken))
            {
                retires.Add(mois);
            }
        }

        return retires;
    }

    private async Task<long> QuarantaineAsync(DateTimeOffset maintenant, bool essai, Func<bool> enRetard, CancellationToken cancellationToken)
    {
        var avant = maintenant.AddMonths(-durees.QuarantaineMois);
        if (essai)
        {
            return (await _anciens.QuarantaineAsync(avant, int.MaxValue, cancellationToken)).Count;
        }

        for (var total = 0L; ;)
        {
            var ids = await _anciens.QuarantaineAsync(avant, Anciens.QuarantaineMax, cancellationToken);
            await _anciens.EffacerQuarantaineAsync(ids, cancellationToken);
            total += ids.Count;
            if (ids.Count < Anciens.QuarantaineMax || enRetard())
            {
                return total;
            }
        }
    }
}

using Microsoft.Extensions.Logging;
using Npgsql;
using Reconciliation.Bus;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Engine;

/// <summary>
/// Takes messages from the queues, and lines that were already read from HTTP where the bus is in process. Poison is data: it goes to
/// quarantine and its neighbours go on. A server that is down is waited for: the messages stay unacknowledged.
/// </summary>
public sealed partial class Ingestion
{
    /// <summary>The most lines in one transaction.</summary>
    public const int Lot = 500;

    /// <summary>
    /// How many transactions of lines from the queues are at work at a time. Each has its own beneficiaries, so that none waits for the
    /// journées of another; those of other engines may.
    /// </summary>
    public const int Rangs = 3;

    private readonly Reconciler _reconciler;
    private readonly NpgsqlDataSource _source;
    private readonly TimeProvider _horloge;
    private readonly Pannes _pannes;
    private readonly MesuresQuarantaine _quarantaine;
    private readonly MesuresDesLots _mesures;
    private readonly ILogger _log;
    private readonly Regroupement<(Arrivee Arrivee, LigneDeposee Ligne)>[] _rangs;
    private readonly Regroupement<(Arrivee Arrivee, Refus Refus)> _refus;

    /// <param name="reconciler">The one way in.</param>
    /// <param name="source">The database.</param>
    /// <param name="horloge">The clock.</param>
    /// <param name="pannes">How a server that is down is waited for.</param>
    /// <param name="quarantaine">Counts what is refused.</param>
    /// <param name="mesures">Measures batches.</param>
    /// <param name="log">The log; no member data.</param>
    public Ingestion(
        Reconciler reconciler,
        NpgsqlDataSource source,
        TimeProvider horloge,
        Pannes pannes,
        MesuresQuarantaine quarantaine,
        MesuresDesLots mesures,
        ILogger<Ingestion> log)
    {
        (_reconciler, _source, _horloge, _pannes, _quarantaine, _mesures, _log) = (reconciler, source, horloge, pannes, quarantaine, mesures, log);
        _rangs = [.. Enumerable.Range(0, Rangs).Select(_ => new Regroupement<(Arrivee, LigneDeposee Ligne)>(
            Lot, (lot, ct) => SuivreAsync(lot, lignes: true, l => DeposerAsync([.. l], ct))))];
        _refus = new(Lot, (lot, ct) => SuivreAsync(lot, lignes: false, l => RefuserAsync([.. l], ct)));
    }

    /// <summary>Takes a message from a queue; returns once it is committed, with others that came at the same time.</summary>
    /// <param name="file">The queue.</param>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">The host stops.</param>
    public Task RecevoirAsync(string file, MessageRecu message, CancellationToken cancellationToken)
    {
        var rebut = file.EndsWith(Echanges.Rebut, StringComparison.Ordinal);
        var origine = rebut ? file[..^Echanges.Rebut.Length] : file;
        var part = origine == Echanges.PaiementsRo ? Part.Ro : Part.Complementaire;

        var arrivee = new Arrivee(file, message, _horloge.GetTimestamp());

        // What the broker gave up is not even read: reading it may be what ended its consumers.
        var (ligne, rejets) = rebut ? new Recu(null, [Regle.Refuse(Regle.LivraisonsEpuisees, "")]) : Lire(part, message.Corps);
        return ligne is null
            ? _refus.AjouterAsync((arrivee, new(origine, part, message.Corps, rejets)), cancellationToken)
            : Rang(ligne.Ligne.BeneficiaireId).AjouterAsync((arrivee, new(origine, ligne)), cancellationToken);
    }

    /// <summary>Takes valid lines; returns once they are committed, or in quarantine if the database refuses one.</summary>
    /// <param name="origine">The way in.</param>
    /// <param name="lignes">The lines.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task DeposerAsync(string origine, IReadOnlyList<LigneRecue> lignes, CancellationToken cancellationToken)
    {
        var debut = _horloge.GetTimestamp();
        await DeposerAsync([.. lignes.Select(l => new LigneDeposee(origine, l))], cancellationToken);
        _mesures.Commis(origine, debut, lignes.Count, lignes.Count, []);
    }

    // A batch of messages, traced to their producers and measured by queue.
    private async Task SuivreAsync<T>(
        IReadOnlyList<(Arrivee Arrivee, T Contenu)> lot, bool lignes, Func<IEnumerable<T>, Task> traiter)
    {
        var files = lot.GroupBy(x => x.Arrivee.File, x => x.Arrivee).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        using (Traces.Traiter(files.Select(f => f.Key), lot.Select(x => x.Arrivee.Message)))
        {
            await traiter(lot.Select(x => x.Contenu));
        }

        foreach (var file in files)
        {
            var nombre = file.Count();
            DateTimeOffset[] publiees = lignes ? [.. file.Select(a => a.Message.PublieLe).OfType<DateTimeOffset>()] : [];
            _mesures.Commis(file.Key, file.Min(a => a.RecuA), nombre, lignes ? nombre : 0, publiees);
        }
    }

    private async Task DeposerAsync(IReadOnlyList<LigneDeposee> deposees, CancellationToken cancellationToken)
    {
        if (deposees.Count == 0)
        {
            return;
        }

        try
        {
            LigneRecue[] lignes = [.. deposees.Select(d => d.Ligne)];
            await _pannes.TenterAsync(ct => _reconciler.TraiterAsync(lignes, ct), conflitsBornes: lignes.Length > 1, cancellationToken);
        }
        catch (Exception e) when (deposees.Count > 1 && EstDeLaLigne(e))
        {
            // Halved until the line that is at fault stands alone; a smaller batch is also in fewer transactions' way.
            var milieu = deposees.Count / 2;
            await DeposerAsync([.. deposees.Take(milieu)], cancellationToken);
            await DeposerAsync([.. deposees.Skip(milieu)], cancellationToken);
        }
        catch (Exception e) when (EstDeLaLigne(e))
        {
            LigneRefusee(_log, e.GetType().Name, (e as PostgresException)?.SqlState);
            var regle = e is PostgresException ? Regle.Stockage : Regle.Traitement;
            var (origine, ligne) = deposees[0];
            await RefuserAsync([new(origine, ligne.Ligne.Id.Part, ligne.Corps, [Regle.Refuse(regle, "")])], cancellationToken);
        }
    }

    private Regroupement<(Arrivee, LigneDeposee)> Rang(string beneficiaireId) => _rangs[(uint)beneficiaireId.GetHashCode(StringComparison.Ordinal) % Rangs];

    // A defect of the front door must not take the batch with it.
    private Recu Lire(Part part, ReadOnlyMemory<byte> message)
    {
        try
        {
            return Reception.Lire(part, message, Paris.Jour(_horloge.GetUtcNow()));
        }
        catch (Exception e) when (EstDeLaLigne(e))
        {
            LigneRefusee(_log, e.GetType().Name, null);
            return new(null, [Regle.Refuse(Regle.Traitement, "")]);
        }
    }

    // Neither the end of the host nor that of the memory is a line's fault: those are thrown, and the messages go back to their queue. A
    // host that did not end in time takes its services away under those who still use them.
    private static bool EstDeLaLigne(Exception e) => e is not (OperationCanceledException or ObjectDisposedException or OutOfMemoryException);

    private async Task RefuserAsync(IReadOnlyList<Refus> refus, CancellationToken cancellationToken)
    {
        await _pannes.TenterAsync(ct => Quarantaines.DeposerAsync(_source, refus, _horloge.GetUtcNow(), ct), conflitsBornes: false, cancellationToken);
        _quarantaine.Deposes(refus);
        MisEnQuarantaine(_log, refus.Count);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Nombre} message(s) put into quarantine")]
    private static partial void MisEnQuarantaine(ILogger log, int nombre);

    [LoggerMessage(Level = LogLevel.Error, Message = "A line cannot be processed ({Exception}, SQLSTATE {SqlState}); it goes to quarantine")]
    private static partial void LigneRefusee(ILogger log, string exception, string? sqlState);

    /// <summary>A line, and the way by which it came.</summary>
    private readonly record struct LigneDeposee(string Origine, LigneRecue Ligne);

    /// <summary>A message, its queue, and when it was delivered, as a timestamp of the clock.</summary>
    private readonly record struct Arrivee(string File, MessageRecu Message, long RecuA);
}

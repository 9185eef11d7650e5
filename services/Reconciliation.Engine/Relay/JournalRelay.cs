using System.Buffers;
using System.Net.Mime;
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
/// Publishes every entry of the journal at least once, in its order. A copy has the message id of the original, and each event its
/// soin and version, so that a consumer can tell.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="journal">The journal.</param>
/// <param name="emetteur">The way out.</param>
/// <param name="commits">Rings at each commit of this process.</param>
/// <param name="vues">The views that this process committed last.</param>
/// <param name="horloge">The clock.</param>
/// <param name="mesures">Counts.</param>
/// <param name="formats">What it publishes.</param>
/// <param name="retard">How late it is.</param>
/// <param name="log">The log.</param>
public sealed class JournalRelay(
    NpgsqlDataSource source,
    Journal journal,
    Emetteur emetteur,
    Reveil commits,
    VuesRecentes vues,
    TimeProvider horloge,
    Mesures mesures,
    FormatsDeSoins formats,
    MesureDuRelais retard,
    ILogger<JournalRelay> log)
    : TravailExclusif(source, horloge, travail: 1, log)
{
    /// <summary>The most entries read at a time, published and then remembered: what a relay that dies may leave to be published again.</summary>
    public const int Lot = Emetteur.Tranche;

    /// <summary>How long to wait for a ring before looking anyway: other processes commit too.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly TimeProvider _horloge = horloge;
    private readonly ArrayBufferWriter<byte> _corps = new();

    /// <inheritdoc/>
    protected override bool EstApte => emetteur.EstConnecte;

    /// <inheritdoc/>
    protected override async Task TravaillerAsync(Exclusivite exclusivite, CancellationToken cancellationToken)
    {
        vues.Attendre();
        var prochain = commits.Prochain;
        var relais = new PlaceDuRelais(exclusivite);
        var place = await relais.LireAsync(cancellationToken);
        var entrees = await journal.LireAPublierAsync(place, Lot, vues, cancellationToken);
        retard.Voir(entrees is [var premiere, ..] ? premiere.EcritLe : await journal.PremiereApresAsync(place, cancellationToken));
        if (entrees.Count == 0)
        {
            await Task.WhenAny(prochain, Task.Delay(Pause, _horloge, cancellationToken));
            return;
        }

        // Begun is finished, even if the host stops: what is published but not remembered would be published again by the next relay.
        foreach (var vague in Vagues(entrees))
        {
            await PublierAsync(vague, exclusivite.Perdue);
        }

        await relais.AvancerAsync(entrees[^1].Place, exclusivite.Perdue);
    }

    /// <inheritdoc/>
    protected override void Quitter()
    {
        vues.Oublier();
        retard.Oublier();
    }

    private async Task PublierAsync(IReadOnlyList<EntreePubliee> vague, CancellationToken perdue)
    {
        using var traces = Traces.Publier(Echanges.Soins, vague);
        var sansFile = 0;
        if (formats.Json)
        {
            sansFile += await emetteur.AnnoncerAsync(
                Echanges.Soins, Rediger(vague, static (e, sortie) => e.EcrireSoinMisAJour(sortie), MediaTypeNames.Application.Json, traces), perdue);
        }

        if (formats.CloudEvents)
        {
            sansFile += await emetteur.AnnoncerAsync(
                Echanges.SoinsCloudEvents, Rediger(vague, static (e, sortie) => e.EcrireCloudEvent(sortie), EvenementSoin.TypeDeContenu, traces), perdue);
        }

        mesures.Publiees(vague.Count);
        mesures.SansDestinataire(sansFile);
    }

    // All bodies lie in one buffer, which the next wave takes over: a wave is sent when this one is, or given up.
    private Envoi[] Rediger(
        IReadOnlyList<EntreePubliee> vague, Action<EntreePubliee, IBufferWriter<byte>> ecrire, string type, Traces.Publication traces)
    {
        _corps.ResetWrittenCount();
        var fins = new int[vague.Count];
        for (var i = 0; i < fins.Length; i++)
        {
            ecrire(vague[i], _corps);
            fins[i] = _corps.WrittenCount;
        }

        var corps = _corps.WrittenMemory;
        return [.. vague.Select((e, i) =>
            new Envoi(Identification.MessageId(e.SoinId, e.Version), corps[(i == 0 ? 0 : fins[i - 1])..fins[i]], type, traces.Pour(e)))];
    }

    /// <summary>
    /// What may wait for confirms together: two versions of one soin never do, as the second could overtake the first. The first wave
    /// holds the next version of every soin, and is nearly all there is.
    /// </summary>
    internal static IReadOnlyList<IReadOnlyList<EntreePubliee>> Vagues(IReadOnlyList<EntreePubliee> entrees)
    {
        var vagues = new List<List<EntreePubliee>>();
        var rangs = new Dictionary<Guid, int>(entrees.Count);
        foreach (var entree in entrees)
        {
            var rang = rangs.GetValueOrDefault(entree.SoinId);
            rangs[entree.SoinId] = rang + 1;
            if (rang == vagues.Count)
            {
                vagues.Add([]);
            }

            vagues[rang].Add(entree);
        }

        return vagues;
    }
}

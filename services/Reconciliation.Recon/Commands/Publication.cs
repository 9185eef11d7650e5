using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Reconciliation.Bus;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Recon;

/// <summary>A connection to the broker that publishes payments and consumes none, for commands that run and end.</summary>
internal sealed class Publication : IAsyncDisposable
{
    /// <summary>How long the broker may take to answer.</summary>
    private static readonly TimeSpan DelaiConnexion = TimeSpan.FromSeconds(20);

    private readonly IHost _hote;

    private Publication(IHost hote) => _hote = hote;

    private Emetteur Emetteur => _hote.Services.GetRequiredService<Emetteur>();

    /// <summary>The exchange of a stream.</summary>
    /// <param name="part">The stream.</param>
    public static string Echange(Part part) => part == Part.Ro ? Echanges.PaiementsRo : Echanges.PaiementsComplementaires;

    /// <summary>Connects to the broker that <c>RECONCILIATION_RABBITMQ</c> names.</summary>
    /// <param name="configuration">The environment.</param>
    /// <param name="horloge">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DemarrageRefuseException">No broker is named, or it does not answer.</exception>
    public static async Task<Publication> OuvrirAsync(IConfiguration configuration, TimeProvider horloge, CancellationToken cancellationToken)
    {
        var rabbitMq = Reglages.LireRabbitMq(configuration)
            ?? throw new DemarrageRefuseException("RECONCILIATION_RABBITMQ must name the broker, as an amqp URI.");
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(horloge);
        builder.Services.AddBus(new ReglagesBus
        {
            RabbitMq = rabbitMq,
            Consomme = false,
            NomConnexion = "recon",
            DelaiDemarrage = DelaiConnexion,
        });
        var publication = new Publication(builder.Build());
        try
        {
            await publication._hote.StartAsync(cancellationToken);
            await publication.Emetteur.AttendreAsync(cancellationToken);
            return publication;
        }
        catch (TimeoutException)
        {
            await publication.DisposeAsync();
            throw new DemarrageRefuseException("The broker that RECONCILIATION_RABBITMQ names does not answer.");
        }
    }

    /// <summary>Publishes messages of both streams; returns once the broker has confirmed every one.</summary>
    /// <param name="messages">The messages, each with its stream.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task EmettreAsync(IReadOnlyCollection<(Part Part, byte[] Corps)> messages, CancellationToken cancellationToken) =>
        EmettreAsync(Emetteur, messages, cancellationToken);

    /// <inheritdoc cref="EmettreAsync(IReadOnlyCollection{ValueTuple{Part, byte[]}}, CancellationToken)"/>
    /// <param name="emetteur">The way out of a host.</param>
    /// <param name="messages">The messages, each with its stream.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TimeoutException">The broker did not confirm them, or has no queue for them. Sending them again does no harm.</exception>
    public static async Task EmettreAsync(
        Emetteur emetteur, IReadOnlyCollection<(Part Part, byte[] Corps)> messages, CancellationToken cancellationToken)
    {
        var trace = Activity.Current is { Recorded: true } courante ? courante.Id : null;
        var maintenant = TimeProvider.System.GetUtcNow();
        foreach (var flux in messages.GroupBy(m => m.Part))
        {
            var envois = flux.Select(m => new Envoi(null, m.Corps, Trace: trace, PublieLe: maintenant)).ToList();
            if (!await EmettreAsync(emetteur, Echange(flux.Key), envois, cancellationToken))
            {
                throw new TimeoutException("The broker has no queue for the payments yet: no engine has started.");
            }
        }
    }

    // Whatever the reason why the broker did not confirm: the caller must send again, and may.
    private static async Task<bool> EmettreAsync(Emetteur emetteur, string echange, IReadOnlyList<Envoi> envois, CancellationToken cancellationToken)
    {
        try
        {
            return await emetteur.EmettreAsync(echange, envois, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new TimeoutException("The broker did not confirm the payments.", e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _hote.StopAsync();
        _hote.Dispose();
    }
}

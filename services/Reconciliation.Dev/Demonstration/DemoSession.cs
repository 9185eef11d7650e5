using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Recon;
using Reconciliation.Storage;

namespace Reconciliation.Dev;

/// <summary>Feeds the demo through the bus, like any other payment, and shows the cases to look at.</summary>
internal static class DemoSession
{
    private const int PaymentsSeed = 12_11_2025;
    private const int PaymentsPerSliceMax = 500;
    private static readonly TimeSpan SettlingMax = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(50);

    public static async Task PlayAsync(IServiceProvider services, string address, CancellationToken cancellationToken)
    {
        var clock = services.GetRequiredService<TimeProvider>();
        var source = services.GetRequiredService<NpgsqlDataSource>();
        var generator = new Generator(PaymentsSeed, clock.GetUtcNow());
        if (await CountAsync(source, cancellationToken) > 0)
        {
            // Played again on another day, the same lines would come with other contents.
            Poster.Paragraph(
                "La base contient déjà des données de démonstration : rien n'y est ajouté, et les cas datent du jour où elles l'ont été.");
        }
        else
        {
            var startedAt = clock.GetTimestamp();
            var all = await ProgressLine.FollowAsync(
                "Paiements fictifs", bound: true, clock, progress => SendAsync(services, generator.Paiements, progress, cancellationToken));
            Poster.Sending(generator, clock.GetElapsedTime(startedAt), all);
        }

        Poster.Situations(await SituationsAsync(source, cancellationToken));
        Poster.Case(generator.Case, address);
    }

    // Sending is half of the way, storing the other.
    private static async Task<bool> SendAsync(
        IServiceProvider services, IReadOnlyList<PaiementEmis> paiements, Action<double, double> progress,
        CancellationToken cancellationToken)
    {
        var publisher = services.GetRequiredService<PaymentPublisher>();
        var source = services.GetRequiredService<NpgsqlDataSource>();
        var clock = services.GetRequiredService<TimeProvider>();
        var sent = 0;
        foreach (var slice in paiements.Chunk(PaymentsPerSliceMax))
        {
            await publisher.PublishAsync([.. slice.Select(Message)], "demo", cancellationToken);
            sent += slice.Length;
            progress(0.5 * sent / paiements.Count, sent);
        }

        var expectedOnes = paiements.Distinct().Count();
        var startedAt = clock.GetTimestamp();
        while (clock.GetElapsedTime(startedAt) < SettlingMax)
        {
            var recorded = await CountAsync(source, cancellationToken);
            progress(0.5 + (0.5 * recorded / expectedOnes), recorded);
            if (recorded >= expectedOnes)
            {
                return true;
            }

            await Task.Delay(LookInterval, clock, cancellationToken);
        }

        return false;
    }

    private static (Part Part, ReadOnlyMemory<byte> Body) Message(PaiementEmis paiement) =>
        (PaymentStreams.Product.Of(paiement).Part, Encoding.UTF8.GetBytes(StoredJson.Write(paiement)));

    // A line is stored in the transaction that writes the views it changes.
    private static async Task<long> CountAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("SELECT count(*) FROM ligne WHERE organisme = ANY ($1)");
        command.Parameters.Add(new() { Value = new[] { DemoWriting.OrganismeRo, DemoWriting.OrganismeRc } });
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<IReadOnlyDictionary<Domain.Situation, long>> SituationsAsync(
        NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var command =
            source.CreateCommand("SELECT situation, count(*) FROM soin WHERE remplace_par IS NULL GROUP BY situation");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var counts = new Dictionary<Domain.Situation, long>();
        while (await reader.ReadAsync(cancellationToken))
        {
            counts[(Domain.Situation)reader.GetInt16(0)] = reader.GetInt64(1);
        }

        return counts;
    }
}

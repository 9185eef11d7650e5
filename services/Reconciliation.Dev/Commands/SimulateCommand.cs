using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Reconciliation.Bus;
using Reconciliation.Domain;
using Reconciliation.Hosting;
using Reconciliation.Recon;
using Reconciliation.Storage;

namespace Reconciliation.Dev;

/// <summary>
/// <c>recon simulate</c>: a seeded stream of realistic payments, endless or bounded, at a chosen rate, to the broker that is named, or else
/// to the instance of <c>recon run</c>.
/// </summary>
internal static class SimulateCommand
{
    /// <summary>The highest rate that may be asked for, in lines a second.</summary>
    private const int RateMax = 100_000;

    // Ten slices a second, so that the stream is even; none larger than the number of messages that may wait for confirms.
    private const int SliceCountPerSecond = 10;

    public static Command Create(PaymentStreams streams)
    {
        var seed = new Option<int>("--graine") { Description = "La graine : la même donne le même flux.", DefaultValueFactory = _ => 1 };
        var day = new Option<DateOnly?>(
            "--jour")
        { Description = "Le jour où s'achèvent les mois de soins (aaaa-MM-jj) ; par défaut aujourd'hui.", CustomParser = Day };
        var rate = new Option<int>(
            "--debit")
        { Description = "Lignes par seconde ; 0 : aussi vite que possible.", DefaultValueFactory = _ => 100 };
        var count = new Option<long?>("--nombre") { Description = "Le nombre de messages, après quoi la commande s'arrête." };
        var duration = new Option<TimeSpan?>("--duree") { Description = "La durée, par exemple 90s, 10m ou 2h.", CustomParser = Duration };
        var duplicates = PerCent("--doublons", "Messages envoyés une seconde fois, en %.", Shuffle.Ordinary.Duplicates);
        var rcFirst = PerCent("--rc-dabord", "Soins que la complémentaire paie d'abord, en %.", Shuffle.Ordinary.RcFirst);
        var invalid = PerCent("--invalides", "Messages en plus qui enfreignent une règle, en %.", Shuffle.Ordinary.Invalid);
        rate.Validators.Add(r => Clamp(r, 0, RateMax));
        count.Validators.Add(r => Clamp(r, 1, int.MaxValue));
        var command = new Command("simulate", """
            Publie un flux de paiements fictifs et vraisemblables, sans fin ou borné : sur le bus que nomme RECONCILIATION_RABBITMQ ou,
            sans lui, vers l'instance que ./infra/run a démarrée. La même graine, le même jour et les mêmes proportions donnent le même
            flux, octet pour octet.

            Exemples :
              recon simulate --debit 200
              recon simulate --graine 42 --nombre 10000 --debit 0
              recon simulate --graine 7 --duree 10m --doublons 20 --rc-dabord 60 --invalides 2
            """)
        {
            seed, day, rate, count, duration, duplicates, rcFirst, invalid,
        };
        command.SetAction((r, cancellationToken) => RunAsync(
            streams,
            r.GetValue(seed),
            r.GetValue(day),
            new Shuffle { Duplicates = r.GetValue(duplicates), RcFirst = r.GetValue(rcFirst), Invalid = r.GetValue(invalid) },
            r.GetValue(rate),
            r.GetValue(count),
            r.GetValue(duration),
            cancellationToken));
        return command;
    }

    private delegate Task PublishMessages(IReadOnlyCollection<(Part Part, ReadOnlyMemory<byte> Body)> messages);

    private static async Task<int> RunAsync(
        PaymentStreams streams, int seed, DateOnly? day, Shuffle shuffle, int rate, long? count, TimeSpan? duration,
        CancellationToken cancellationToken)
    {
        var clock = TimeProvider.System;
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        await using var publication = Settings.ReadRabbitMq(configuration) is null
            ? null
            : await PaymentPublication.OpenAsync(streams, configuration, clock, cancellationToken);
        using var instance = publication is not null
            ? null
            : await DemoInstance.OpenAsync(new(RunCommand.Address(configuration) + "/"), streams, clock, cancellationToken);
        var refused = 0;
        PublishMessages publish = publication is null
            ? async messages => refused += await instance!.PublishAsync(messages, CancellationToken.None)
            : messages => publication.PublishAsync(messages, "simulate", CancellationToken.None);
        var endDay = day ?? Paris.Day(clock.GetUtcNow());
        Console.WriteLine(FormattableString.Invariant($"Graine {seed}, jour {endDay:yyyy-MM-dd}."));
        var startedAt = clock.GetTimestamp();
        var sent = await ProgressLine.FollowAsync("Paiements simulés", count is not null, clock, progress => PublishAsync(
            new DemoStream(seed, endDay, shuffle), publish, rate, count ?? long.MaxValue, duration ?? TimeSpan.MaxValue, clock,
            progress,
            cancellationToken));
        var elapsed = clock.GetElapsedTime(startedAt);
        Console.WriteLine(
            $"{ProgressLine.Number(sent)} messages publiés et confirmés en {elapsed.TotalSeconds.ToString("0.0", ProgressLine.French)} "
                + $"s : {ProgressLine.Rate(sent, elapsed)}."
                + (refused > 0 ? $" {ProgressLine.Number(refused)} refusés, en quarantaine." : ""));
        return 0;
    }

    // Ends, when it is told to stop, once the messages sent are confirmed: an endless stream has no other end.
    private static async Task<long> PublishAsync(
        DemoStream stream, PublishMessages publish, int rate, long count, TimeSpan duration, TimeProvider clock,
        Action<double, double> progress, CancellationToken cancellationToken)
    {
        var slice =
            rate == 0 ? 2 * Publisher.MessagesPerChunkMax : Math.Clamp(rate / SliceCountPerSecond, 1, 2 * Publisher.MessagesPerChunkMax);
        var (startedAt, sent) = (clock.GetTimestamp(), 0L);
        foreach (var messages in stream.Messages().Chunk(slice))
        {
            if (sent >= count || clock.GetElapsedTime(startedAt) >= duration || cancellationToken.IsCancellationRequested)
            {
                break;
            }

            var part = messages.Take((int)Math.Min(slice, count - sent)).Select(m => (m.Part, (ReadOnlyMemory<byte>)m.Body)).ToList();
            await publish(part);
            sent += part.Count;
            progress((double)sent / count, sent);
            if (rate > 0 && TimeSpan.FromSeconds((double)sent / rate) - clock.GetElapsedTime(startedAt) is { Ticks: > 0 } wait)
            {
                await Task.Delay(wait, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return sent;
    }

    private static Option<int> PerCent(string name, string description, int byDefault)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => byDefault };
        option.Validators.Add(r => Clamp(r, 0, 100));
        return option;
    }

    private static void Clamp(OptionResult result, int min, int max)
    {
        if (result.Tokens is [{ Value: var text }]
            && (!long.TryParse(text, CultureInfo.InvariantCulture, out var value) || value < min || value > max))
        {
            result.AddError($"{result.Option.Name} doit être un nombre entier de {min} à {max}.");
        }
    }

    private static DateOnly? Day(ArgumentResult result)
    {
        if (result.Tokens is [{ Value: var text }]
            && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }

        result.AddError("--jour est un jour, aaaa-MM-jj.");
        return null;
    }

    private static TimeSpan? Duration(ArgumentResult result)
    {
        var text = result.Tokens is [{ Value: var value }] ? value : "";
        var unit = text.Length > 0 ? text[^1] : ' ';
        if (double.TryParse(text[..^Math.Min(1, text.Length)], CultureInfo.InvariantCulture, out var count) && count is > 0 and < 1e6
            && unit is 's' or 'm' or 'h')
        {
            return unit switch { 's' => TimeSpan.FromSeconds(count), 'm' => TimeSpan.FromMinutes(count), _ => TimeSpan.FromHours(count) };
        }

        result.AddError("--duree est un nombre suivi de s, m ou h, par exemple 90s.");
        return null;
    }
}

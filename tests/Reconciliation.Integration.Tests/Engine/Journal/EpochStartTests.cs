using System.Globalization;
using Npgsql;
using Reconciliation.Contracts;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Outages;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Engine;

/// <summary>The instant from which an epoch counts.</summary>
public sealed class EpochStartTests : DatabaseTest
{
    [SkippableFact]
    public async Task An_epoch_counts_from_as_early_as_the_one_before_until_that_was_told_again()
    {
        var now = TimeProvider.System.GetUtcNow();
        var first = await BeginAsync(now.AddHours(-3));
        var second = await BeginAsync(now.AddHours(-2));
        Assert.Equal((first.Name, first.Since), (second.Previous, second.Since));

        await using (var connection = await Source.OpenConnectionAsync())
        {
            await Feed.WriteAsync(connection, "EPOQUE");
        }

        Assert.True(await Epochs.SinceAsync(Source, first.Name, default) is { } since && since == second.Since);

        // The second was cut short by the third; once the third is told in full, the fourth counts from the last entry.
        var third = await BeginAsync(now.AddHours(1));
        Assert.Equal(second.Since, third.Since);
        await TellingAgain.NoteAsync(Source, third, new([], null), now, default);
        var fourth = await BeginAsync(now.AddHours(2));
        Assert.InRange(fourth.Since, now - Epochs.StartMargin - TimeSpan.FromMinutes(1), now.AddMinutes(1));
    }

    [SkippableFact]
    public async Task A_restored_backup_and_two_failovers_put_in_doubt_what_every_history_said_that_they_do_not_know()
    {
        var now = TimeProvider.System.GetUtcNow();
        var ancestor = await BeginAsync(Source, now.AddHours(-9));
        await using (var connection = await Source.OpenConnectionAsync())
        {
            await Feed.WriteAsync(connection, "SAUVE");
        }

        // It ends the sessions.
        await using var backup = await TestDatabase.CopyAsync(OwnDatabase);
        Source.Clear();
        var lost = new List<Epoch>();
        for (var n = 1; n <= 3; n++)
        {
            lost.Add(await BeginAsync(Source, now.AddMinutes(n)));
        }

        await using var restored = backup.CreateSource();
        var before = await Epochs.LastAsync(restored, default);
        Assert.Equal((ancestor.Name, false), (before!.Name, before.IsOwn));
        var follow = new List<Epoch>();
        for (var n = 4; n <= 6; n++)
        {
            follow.Add(await BeginAsync(restored, now.AddMinutes(n)));
            await TellingAgain.NoteAsync(restored, follow[^1], new([], null), now, default);
            await using var connection = await restored.OpenConnectionAsync();
            await Feed.WriteAsync(connection, "APRES");
        }

        // Whatever was said in the lost histories is in doubt by the first announcement, and each has a later name than all before.
        var announced = follow.ConvertAll(e => new EpoqueCommencee(e.Name, e.Previous, e.Since));
        Assert.All(lost, e => Assert.True(announced[0].RendDouteuse(e.Name, now.AddMinutes(3))));
        Assert.False(announced[0].RendDouteuse(ancestor.Name, ancestor.Since.AddHours(-1)));
        var numbers = lost.Concat(follow).Select(e => long.Parse(e.Name.Split('-')[0], CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(numbers.Distinct().Order(), numbers);

        // A reader who was away for all of them drops from the earliest on; one who comes from a lost one drops everything.
        Assert.Equal(follow.Min(e => e.Since), await Epochs.SinceAsync(restored, ancestor.Name, default));
        Assert.Equal(follow[2].Since, await Epochs.SinceAsync(restored, follow[1].Name, default));
        Assert.Null(await Epochs.SinceAsync(restored, lost[2].Name, default));
    }

    // The last epoch becomes one of another history: so the next begins, as after a promotion.
    private Task<Epoch> BeginAsync(DateTimeOffset at) => BeginAsync(Source, at);

    private static async Task<Epoch> BeginAsync(NpgsqlDataSource source, DateTimeOffset at)
    {
        await source.ExecuteAsync("UPDATE epoque SET histoire = 'elsewhere' || numero");
        Assert.True(await Epochs.BeginAsync(source, at, default));
        return (await Epochs.LastAsync(source, default))!;
    }
}

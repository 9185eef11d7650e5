using Reconciliation.Engine;
using Reconciliation.Integration.Tests.Hosts;
using Xunit;

namespace Reconciliation.Integration.Tests.Quarantine;

/// <summary>The log of what goes into quarantine names source, part and rule, and does not grow with the number of errors.</summary>
public sealed class RefusalLogTests
{
    [Fact]
    public void A_sender_of_errors_has_a_line_at_once_and_then_one_at_intervals_that_counts_the_rest()
    {
        using var log = new CapturedLog();
        var clock = new SteppedClock();
        var told = new RefusalLog(clock, log.CreateLogger("quarantine"));
        for (var n = 0; n < 1000; n++)
        {
            told.Deposited([new("ameli", "ro", "deuxDecimales", 2), new("autre", "ro", "json", 1)]);
        }

        Assert.Equal(
            [
                "2 message(s) of source ameli, part ro, put into quarantine by rule deuxDecimales",
                "1 message(s) of source autre, part ro, put into quarantine by rule json",
            ],
            log.Lines.Select(Text));

        clock.Now += (long)RefusalLog.LineInterval.TotalMilliseconds;
        told.Deposited([new("ameli", "ro", "deuxDecimales", 2)]);
        Assert.Equal("2000 message(s) of source ameli, part ro, put into quarantine by rule deuxDecimales", Text(log.Lines.Last()));
    }

    private static string Text(string line) => line.Split("quarantine ", 2)[1].Trim();

    private sealed class SteppedClock : TimeProvider
    {
        public long Now { get; set; }

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => Now;
    }
}

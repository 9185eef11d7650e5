using System.Globalization;
using Spectre.Console;

namespace Reconciliation.Recon;

/// <summary>Shows the progress of a command: a bar with the rate on a terminal, nothing between the lines of a log.</summary>
internal static class ProgressLine
{
    /// <summary>The pause between two computations of the rate.</summary>
    private static readonly TimeSpan RedrawInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>French figures: a comma, and spaces that do not break between thousands.</summary>
    public static readonly NumberFormatInfo French = new() { NumberDecimalSeparator = ",", NumberGroupSeparator = "\u00a0" };

    /// <summary>Whether output goes to a file or a program.</summary>
    public static bool IsRedirected => Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive;

    /// <summary>Runs work behind a bar.</summary>
    /// <param name="title">The name of the work, in French.</param>
    /// <param name="bound">Whether an end is known.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="work">The work; it tells which part of it is done, from 0 to 1, and how many lines that was.</param>
    public static async Task<T> FollowAsync<T>(string title, bool bound, TimeProvider clock, Func<Action<double, double>, Task<T>> work)
    {
        if (IsRedirected)
        {
            return await work((_, _) => { });
        }

        return await AnsiConsole.Progress().AutoClear(true).StartAsync(async progression =>
        {
            var bar = progression.AddTask(title, maxValue: 1);
            bar.IsIndeterminate = !bound;
            var (startedAt, last) = (clock.GetTimestamp(), clock.GetTimestamp());
            return await work((part, lignes) =>
            {
                bar.Value = part;
                if (clock.GetElapsedTime(last) >= RedrawInterval)
                {
                    last = clock.GetTimestamp();
                    bar.Description = $"{title} : {Number(lignes)}, {Rate(lignes, clock.GetElapsedTime(startedAt))}";
                }
            });
        });
    }

    /// <summary>Lines a second.</summary>
    /// <param name="lignes">The number of lines.</param>
    /// <param name="duration">The time that they took.</param>
    public static string Rate(double lignes, TimeSpan duration) => $"{Number(lignes / Math.Max(duration.TotalSeconds, 0.001))} lignes/s";

    /// <summary>A whole number as the French write it.</summary>
    /// <param name="count">The number.</param>
    public static string Number(double count) => count.ToString("#,##0", French);
}

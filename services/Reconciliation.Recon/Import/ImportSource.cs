using Microsoft.Win32.SafeHandles;
using Reconciliation.Contracts;
using Reconciliation.Hosting;

namespace Reconciliation.Recon;

/// <summary>A source of records, opened before anything is sent, and how far it was imported.</summary>
internal sealed class ImportSource : IDisposable
{
    /// <summary>The name of standard input.</summary>
    public const string StandardInput = "-";

    private bool _keepsPlace;

    private ImportSource(string path, Stream stream, FileContent content)
    {
        (Path, Stream, Content) = (path, stream, content);
        Mark = Unread;
    }

    /// <summary>The path; <c>-</c> is standard input.</summary>
    public string Path { get; }

    /// <summary>Its name as it is reported and kept: a NIR in it is neither.</summary>
    public string Name => Nir.Redact(System.IO.Path.GetFileName(Path), aussiSansCle: true);

    /// <summary>The bytes.</summary>
    public Stream Stream { get; }

    /// <summary>The content that it had when it was opened.</summary>
    public FileContent Content { get; }

    /// <summary>The place up to which the source was imported.</summary>
    public ImportMark Mark { get; private set; }

    /// <summary>Whether it ended before the size that it had when it was opened: something has emptied it.</summary>
    public bool HasShrunk => Stream.CanSeek && Stream.Position < Content.Size;

    private ImportMark Unread => ImportMark.OfUnread(Stream.CanSeek ? Content : new(0, ""));

    /// <summary>Opens a source; nothing is written.</summary>
    /// <param name="path">The path; <c>-</c> is standard input.</param>
    /// <exception cref="StartupRefusedException">It cannot be read.</exception>
    public static ImportSource Open(string path)
    {
        try
        {
            if (path == StandardInput)
            {
                return new(path, Console.OpenStandardInput(), OfStandardInput());
            }

            var file = File.OpenRead(path);
            return new(path, file, FileContent.Of(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new StartupRefusedException($"The file {path} cannot be read.");
        }
    }

    /// <summary>Takes the place that an interrupted command left.</summary>
    public void Resume() => Mark = Stream.CanSeek ? ImportMark.Read(Path, Unread) : Unread;

    /// <summary>Takes no place: the source is read from its start.</summary>
    public void Restart() => Mark = Unread;

    /// <summary>Begins to keep the place, where there can be one.</summary>
    public void KeepPlace()
    {
        _keepsPlace = Stream.CanSeek;
        WriteMark($"No place is kept beside {Path}, where nothing can be written: interrupted, its import begins anew.");
    }

    /// <summary>Moves the mark, and keeps it where there is a place for it.</summary>
    /// <param name="mark">The mark.</param>
    public void Move(ImportMark mark)
    {
        Mark = mark;

        // A mark that stays behind does no harm: records that are sent again count once.
        WriteMark($"The place beside {Path} can no longer be written: interrupted, its import goes on from an earlier one.");
    }

    /// <summary>Forgets the place: the command has ended, or the source will have to be another.</summary>
    public void Forget()
    {
        try
        {
            if (Stream.CanSeek)
            {
                ImportMark.Erase(Path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(
                $"The place beside {Path} cannot be removed: --depuis-le-debut imports the same file once more in spite of it.");
        }
    }

    public void Dispose() => Stream.Dispose();

    // Where standard input is a file, it is known like one; it is read by the runtime's own stream, which takes a terminal, too.
    private static FileContent OfStandardInput()
    {
        if (OperatingSystem.IsWindows())
        {
            return default;
        }

        try
        {
            using var input = new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);
            return FileContent.Of(input);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return default;
        }
    }

    private void WriteMark(string failure)
    {
        try
        {
            if (_keepsPlace)
            {
                Mark.Write(Path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _keepsPlace = false;
            Console.Error.WriteLine(failure);
        }
    }
}
